using System.Text.Json;

namespace Bots.Sessions.Tests.Model;

public sealed class MessageMetadataTests
{
    [Fact]
    public void Nothing_is_empty() => Assert.True(new MessageMetadata().IsEmpty && MessageMetadata.Empty.IsEmpty);

    [Fact]
    public void Anything_is_not_empty()
    {
        Assert.False(MessageMetadata.Empty.With("a", "").IsEmpty);
        Assert.False(new MessageMetadata { ToolCallId = "c" }.IsEmpty);
        Assert.False(new MessageMetadata { ToolCalls = Json("[]") }.IsEmpty);
    }

    [Fact]
    public void A_value_is_added_to_a_copy()
    {
        var first = new MessageMetadata { ToolCallId = "c", ToolCalls = Json("[1]") }.With("a", "1");

        var second = first.With("a", "2").With("b", Json("{}"));

        Assert.Equal(("1", "2"), (first.GetString("a"), second.GetString("a")));
        Assert.Equal(("c", 1), (second.ToolCallId, second.ToolCalls?.GetArrayLength()));
        Assert.Null(first.GetString("b"));
    }

    [Fact]
    public void Only_text_is_read_as_text()
    {
        var metadata = MessageMetadata.Empty.With("text", "x").With("number", Json("1")).With("null", Json("null"));

        Assert.Equal(("x", null, null, null), (metadata.GetString("text"), metadata.GetString("number"), metadata.GetString("null"), metadata.GetString("Text")));
    }

    [Fact]
    public void A_value_outlives_the_document_it_came_from()
    {
        MessageMetadata metadata;
        using (var document = JsonDocument.Parse("{\"a\":\"kept\"}")) metadata = MessageMetadata.Empty.With("a", document.RootElement.GetProperty("a"));

        Assert.Equal("kept", metadata.GetString("a"));
    }

    [Theory]
    [InlineData("""{"a":1,"b":[true,null]}""", """{ "b": [true, null], "a": 1 }""", true)]
    [InlineData("1.0", "1", true)]
    [InlineData("1", "2", false)]
    [InlineData("\"1\"", "1", false)]
    [InlineData("[1,2]", "[2,1]", false)]
    public void Equality_is_by_content(string left, string right, bool equal)
    {
        var (first, second) = (MessageMetadata.Empty.With("v", Json(left)), MessageMetadata.Empty.With("v", Json(right)));

        Assert.Equal(equal, first.Equals(second));
        if (equal) Assert.Equal(first.GetHashCode(), second.GetHashCode());
    }

    [Fact]
    public void Calls_and_names_count_as_content()
    {
        var calls = new MessageMetadata { ToolCalls = Json("[1]") };

        Assert.NotEqual(calls, new MessageMetadata { ToolCalls = Json("[2]") });
        Assert.NotEqual(calls, MessageMetadata.Empty);
        Assert.NotEqual(MessageMetadata.Empty.With("a", "1"), MessageMetadata.Empty.With("A", "1"));
        Assert.NotEqual(new MessageMetadata { ToolCallId = "1" }, new MessageMetadata { ToolCallId = "2" });
        Assert.False(calls.Equals((object?)null));
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
