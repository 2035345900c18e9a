using System.Text.Json;

namespace Bots.Sessions.Conformance;

/// <summary>What belongs to a message beside its text comes back as it went in.</summary>
[ContractGroup]
public abstract class MetadataContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    [Promise]
    public async Task Named_values_come_back_as_they_were()
    {
        var metadata = MessageMetadata.Empty.With("channel", "telegram").With("empty", "").With("Channel", "another name")
            .With("nested", Json("""{"list":[1,2.5,-3e2,true,null,"ü"],"object":{"a":{"b":[]}}}"""))
            .With("big", Json("12345678901234567890")).With("nothing", Json("null"));

        await AssertRoundTripAsync(metadata);
    }

    [Promise]
    public async Task Tool_calls_come_back_as_they_were() =>
        await AssertRoundTripAsync(ToolMessages.Call("call_1", "call_2").Metadata.With("note", "beside the calls"));

    [Promise]
    public async Task The_call_that_a_result_answers_comes_back() => await AssertRoundTripAsync(ToolMessages.Result("call_1").Metadata);

    [Promise]
    public async Task Names_that_a_store_uses_itself_are_free_to_use()
    {
        var metadata = new[] { "role", "content", "timestamp", "metadata", "tool_calls", "tool_call_id", "id", "session_id", "version", "" }
            .Aggregate(MessageMetadata.Empty, static (all, name) => all.With(name, $"value of {name}"));

        await AssertRoundTripAsync(metadata);
    }

    [Promise]
    public async Task Every_message_has_its_own_metadata()
    {
        var session = Some.Session();
        await Store.AddMessageAsync(session, "user", "one", MessageMetadata.Empty.With("n", "1"));
        await Store.AddMessageAsync(session, "user", "two");
        await Store.AddMessageAsync(session, "user", "three", MessageMetadata.Empty.With("n", "3"));

        var history = await Store.GetChatHistoryAsync(session);

        Assert.Equal(["1", null, "3"], history.Select(static message => message.Metadata.GetString("n")));
    }

    private async Task AssertRoundTripAsync(MessageMetadata metadata)
    {
        var session = Some.Session();
        await Store.AddMessageAsync(session, "assistant", "text", metadata);

        var back = Assert.Single(await Store.GetChatHistoryAsync(session)).Metadata;

        Assert.Equal(metadata, back);
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement.Clone();
}
