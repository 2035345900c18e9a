using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bots.Sessions.Conformance;

namespace Bots.Sessions.Tests.Json;

/// <summary>The files as another program of the format expects them.</summary>
public sealed class JsonFormatTests : IDisposable
{
    private readonly JsonFolder _folder = new();

    [Fact]
    public async Task A_session_is_one_file_with_the_keys_of_the_format()
    {
        using var store = _folder.Open();
        await store.AddMessageAsync("bot_telegram_1", "user", "hello", MessageMetadata.Empty.With("channel", "telegram"));

        var session = _folder.ReadObject("bot_telegram_1.json");

        Assert.Equal(["session_id", "messages", "created_at", "updated_at", "agent_name", "user_id", "metadata"], session.Select(static pair => pair.Key));
        var message = session["messages"]![0]!.AsObject();
        Assert.Equal(["role", "content", "timestamp", "metadata"], message.Select(static pair => pair.Key));
        Assert.Equal("telegram", message["metadata"]!["channel"]!.GetValue<string>());
        Assert.Equal(JsonValueKind.Object, session["metadata"]!.GetValueKind());
    }

    [Fact]
    public async Task Times_are_written_as_the_format_sorts_them()
    {
        _folder.Clock.Advance(TimeSpan.FromTicks(1_234_567));
        using var store = _folder.Open();
        await store.AddMessageAsync("a", "user", "hello");

        var session = _folder.ReadObject("a.json");

        Assert.Equal("2026-01-01T00:00:00.123456+00:00", session["created_at"]!.GetValue<string>());
        Assert.Equal("2026-01-01T00:00:00.123456+00:00", session["updated_at"]!.GetValue<string>());
        Assert.Equal("1767225600.123456", session["messages"]![0]!["timestamp"]!.ToJsonString());
    }

    [Fact]
    public async Task Tool_calls_stand_beside_the_content()
    {
        using var store = _folder.Open();
        var calls = JsonNode.Parse("""[{"id":"c1","type":"function","function":{"name":"look","arguments":"{}"}}]""");
        await store.AddMessageAsync("a", "assistant", "", new MessageMetadata { ToolCalls = JsonSerializer.SerializeToElement(calls) });
        await store.AddMessageAsync("a", "tool", "found", new MessageMetadata { ToolCallId = "c1" });

        var messages = _folder.ReadObject("a.json")["messages"]!.AsArray();

        Assert.True(JsonNode.DeepEquals(calls, messages[0]!["tool_calls"]));
        Assert.Equal("c1", messages[1]!["tool_call_id"]!.GetValue<string>());
        Assert.False(messages[0]!.AsObject().ContainsKey("tool_call_id"));
    }

    [Fact]
    public async Task The_file_is_utf8_without_a_mark_and_holds_no_half_characters()
    {
        using var store = _folder.Open();
        await store.AddMessageAsync("a", "user", "ä\ud83d", MessageMetadata.Empty.With("half", JsonDocument.Parse("\"x\\udc00y\"").RootElement));

        var bytes = await File.ReadAllBytesAsync(_folder.Path("a.json"));

        Assert.Equal((byte)'{', bytes[0]);
        Assert.True(System.Text.Unicode.Utf8.IsValid(bytes));
        Assert.DoesNotContain("\\ud83d", _folder.Read("a.json"), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("\\udc00", _folder.Read("a.json"), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("ä", _folder.Read("a.json"), StringComparison.Ordinal);
        var message = Assert.Single(await store.GetChatHistoryAsync("a"));
        Assert.Equal(("ä\ufffd", "x\ufffdy"), (message.Content, message.Metadata.GetString("half")));
    }

    [Fact]
    public async Task Title_agent_and_owner_are_keys_of_the_session()
    {
        using var store = _folder.Open();
        await store.AddMessageAsync("a", "user", "hello");
        await store.Require<ISessionCatalog>().UpdateSessionAsync("a", new SessionChange { Title = "Holidays", AgentName = "guide", UserId = "telegram_1" });

        var session = _folder.ReadObject("a.json");

        Assert.Equal(("Holidays", "guide", "telegram_1"), (session["title"]!.GetValue<string>(), session["agent_name"]!.GetValue<string>(), session["user_id"]!.GetValue<string>()));
    }

    [Fact]
    public async Task What_is_only_ours_stands_under_metadata_and_is_shown_to_nobody()
    {
        using var store = _folder.Open();
        await store.AddMessageAsync("a", "user", "hello");

        var data = await store.Require<ISessionCatalog>().GetSessionAsync("a");

        Assert.Equal(["bots_store"], _folder.ReadObject("a.json")["metadata"]!.AsObject().Select(static pair => pair.Key));
        Assert.True(data!.Metadata.IsEmpty);
    }

    [Fact]
    public async Task Only_this_user_can_read_the_file()
    {
        using var store = _folder.Open();
        await store.AddMessageAsync("a", "user", "hello");

        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.Path("a.json")));
    }

    [Fact]
    public async Task Nothing_but_session_files_ends_in_json()
    {
        using var store = _folder.Open();
        await store.AddMessageAsync("a", "user", "hello");
        await store.Require<Delivery.ISessionAliases>().SetAsync("a", "b");

        Assert.Equal(["a.json"], _folder.SessionFiles());
        Assert.Empty(Directory.EnumerateFiles(_folder.Path(".bots"), "*.json"));
    }

    [Theory]
    [InlineData("2026-01-01T10:00:00.5+00:00", "2026-01-01T10:00:00.500000Z")]
    [InlineData("2026-01-01T12:00:00+02:00", "2026-01-01T10:00:00.000000Z")]
    [InlineData("2026-01-01T10:00:00.123456", "2026-01-01T10:00:00.123456Z")]
    [InlineData("2026-01-01T10:00:00Z", "2026-01-01T10:00:00.000000Z")]
    public async Task Times_of_other_programs_are_understood(string written, string expected)
    {
        _folder.Write("a.json", $$"""{"session_id":"a","messages":[],"created_at":"{{written}}","updated_at":"{{written}}"}""");
        using var store = _folder.Open();

        var data = await store.Require<ISessionCatalog>().GetSessionAsync("a");

        Assert.Equal(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), data!.CreatedAt);
    }

    public void Dispose() => _folder.Dispose();
}
