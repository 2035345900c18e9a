using Bots.Sessions.Conformance;

namespace Bots.Sessions.Tests.Json;

/// <summary>What other programs wrote stays, byte for byte, whatever we change.</summary>
public sealed class JsonForeignKeysTests : IDisposable
{
    // Everything a careless rewrite would change: spacing, number spellings, escapes, order, keys nobody knows, elements that are no message.
    private const string Foreign = """
        {
          "gateway_session_id": "g\u002d1",
          "messages": [
            { "id" : 7,  "role": "user", "content": "h\u00e9llo", "timestamp": 1.7672256e9, "metadata": {"score": 1.0, "deep": {"a": [1, 2.50]}}, "extra": null },
            "not a message",
            {"role":"assistant","content":"hi","timestamp":1767225601,"metadata":{},"cost":0.10}
          ],
          "session_id": "a",
          "created_at": "2026-01-01T00:00:00.000000+00:00",
          "updated_at": "2026-01-01T00:00:01.000000+00:00",
          "metadata": { "labels" : ["x",  "y"], "weight": 1e3 },
          "archived_messages": [{"role": "user", "content": "older"}],
          "snapshots": [{"id": "s1", "session_id": "a", "message_index": 1, "created_at": 1.5, "metadata": {}}],
          "parent_id": "p", "children_ids": ["c1"], "is_shared": false, "total_tokens": 123456789012345678901234567890, "cost": 0.00,
          "runtime_state": {"nested": {"k": "v\/w"}}
        }
        """;

    private static readonly string[] Untouched =
    [
        "\"gateway_session_id\": \"g\\u002d1\"",
        "{ \"id\" : 7,  \"role\": \"user\", \"content\": \"h\\u00e9llo\", \"timestamp\": 1.7672256e9, \"metadata\": {\"score\": 1.0, \"deep\": {\"a\": [1, 2.50]}}, \"extra\": null }",
        "{\"role\":\"assistant\",\"content\":\"hi\",\"timestamp\":1767225601,\"metadata\":{},\"cost\":0.10}",
        "\"labels\" : [\"x\",  \"y\"], \"weight\": 1e3",
        "\"snapshots\": [{\"id\": \"s1\", \"session_id\": \"a\", \"message_index\": 1, \"created_at\": 1.5, \"metadata\": {}}]",
        "\"parent_id\": \"p\", \"children_ids\": [\"c1\"], \"is_shared\": false, \"total_tokens\": 123456789012345678901234567890, \"cost\": 0.00",
        "\"runtime_state\": {\"nested\": {\"k\": \"v\\/w\"}}",
    ];

    private readonly JsonFolder _folder = new();

    [Fact]
    public async Task Appending_keeps_every_byte_that_was_there()
    {
        using var store = Open();

        await store.AddMessageAsync("a", "user", "new");

        Assert.All(Untouched, part => Assert.Contains(part, _folder.Read("a.json"), StringComparison.Ordinal));
        Assert.Contains("\"not a message\"", _folder.Read("a.json"), StringComparison.Ordinal);
        Assert.Contains("\"archived_messages\": [{\"role\": \"user\", \"content\": \"older\"}]", _folder.Read("a.json"), StringComparison.Ordinal);
        Assert.Equal(["héllo", "hi", "new"], await store.ContentsAsync("a"));
    }

    [Fact]
    public async Task A_turn_and_a_change_of_the_data_keep_every_byte_that_was_there()
    {
        using var store = Open();

        await store.Require<ITurnLog>().WriteTurnAsync(new TurnWrite("a") { Messages = [new("user", "x")], TurnId = "t", UserId = "u", AgentName = "g" });
        await store.Require<ISessionCatalog>().UpdateSessionAsync("a", new SessionChange { Title = "T", Metadata = MessageMetadata.Empty.With("mine", "1") });

        Assert.All(Untouched, part => Assert.Contains(part, _folder.Read("a.json"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_undo_keeps_the_messages_it_keeps_as_they_were()
    {
        using var store = Open();

        await store.Require<ITurnLog>().WriteTurnAsync(new TurnWrite("a") { KeepMessages = 1 });

        Assert.Contains(Untouched[1], _folder.Read("a.json"), StringComparison.Ordinal);
        Assert.Equal(["héllo"], await store.ContentsAsync("a"));
        await store.RevertAsync("a", (await store.Require<ISessionCheckpoints>().ListCheckpointsAsync("a"))[^1].Id);
        Assert.Contains(Untouched[2], _folder.Read("a.json"), StringComparison.Ordinal);
        Assert.Equal(["héllo", "hi"], await store.ContentsAsync("a"));
    }

    [Fact]
    public async Task Clearing_erases_archived_messages_as_well_and_keeps_the_rest()
    {
        using var store = Open();

        await store.ClearSessionAsync("a");

        var session = _folder.ReadObject("a.json");
        Assert.Empty(session["messages"]!.AsArray());
        Assert.Empty(session["archived_messages"]!.AsArray());
        Assert.False(_folder.Holds("older"));
        Assert.All(Untouched[5..], part => Assert.Contains(part, _folder.Read("a.json"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Values_of_others_in_the_metadata_are_shown_and_can_be_changed()
    {
        using var store = Open();

        await store.Require<ISessionCatalog>().UpdateSessionAsync("a", new SessionChange { Metadata = MessageMetadata.Empty.With("weight", "light") });

        var data = await store.Require<ISessionCatalog>().GetSessionAsync("a");
        Assert.Equal(["labels", "weight"], data!.Metadata.Values.Keys.Order());
        Assert.Equal("light", data.Metadata.GetString("weight"));
    }

    [Theory]
    [InlineData("{\"session_id\":\"a\",\"messages\":[]}")]
    [InlineData("{\"session_id\":\"a\",\"messages\":null,\"metadata\":null}")]
    [InlineData("{\"session_id\":\"a\",\"metadata\":\"text\"}")]
    [InlineData("{\"session_id\":\"a\"}")]
    [InlineData("{}")]
    [InlineData(" { } ")]
    [InlineData("\ufeff{\"session_id\":\"a\",\"messages\":[ ]}\n")]
    [InlineData("{\"session_id\":\"a\",\"cost\":NaN,\"x\":[-Infinity,\"NaN\"]}")]
    public async Task Files_that_lack_keys_or_have_odd_ones_take_messages(string text)
    {
        _folder.Write("a.json", text);
        using var store = _folder.Open();

        Assert.True(await store.AddMessageAsync("a", "user", "1"));
        Assert.True(await store.AddMessageAsync("a", "user", "2"));

        Assert.Equal(["1", "2"], await store.ContentsAsync("a"));
        Assert.Equal(2, _folder.ReadObject("a.json")["messages"]!.AsArray().Count);
        Assert.Empty(_folder.Log.Entries);
    }

    [Fact]
    public async Task Metadata_that_is_no_object_is_kept_as_a_value_of_one()
    {
        _folder.Write("a.json", "{\"session_id\":\"a\",\"metadata\":[1, 2]}");
        using var store = _folder.Open();

        await store.AddMessageAsync("a", "user", "1");

        Assert.Contains("\"value\":[1, 2]", _folder.Read("a.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fork_that_another_program_made_loses_what_it_took_over_when_its_user_is_erased_archives_included()
    {
        _folder.Write("a.json", """{"session_id":"a","user_id":"u","messages":[{"role":"user","content":"secret 0","timestamp":1},{"role":"user","content":"secret 1","timestamp":2}]}""");
        _folder.Write("b.json", """
            {"session_id":"b","user_id":"v","parent_id":"a","forked_from_message_id":"1","children_ids":[],
            "messages":[{"role":"user","content":"secret 0","timestamp":1.0},{"role":"user","content":"secret 1","timestamp":2,"metadata":{}},{"role":"user","content":"mine","timestamp":3}],
            "archived_messages":[{"role":"user","content":"secret 1","timestamp":2},{"role":"user","content":"mine too","timestamp":3}],"theirs":{"kept":true}}
            """);
        using var store = _folder.Open();

        var report = await store.Require<ISessionRetention>().EraseUserAsync("u");

        Assert.Equal((1, 2), (report.Sessions, report.TakenOver));
        Assert.Equal(["mine"], await store.ContentsAsync("b"));
        Assert.False(_folder.Holds("secret"));
        Assert.True(_folder.Holds("mine too") && _folder.Holds("kept"));
    }

    [Fact]
    public async Task A_note_of_an_older_version_that_counts_values_by_version_still_says_whose_they_are()
    {
        _folder.Write("a.json", """{"session_id":"a","user_id":"u","messages":[]}""");
        _folder.Write("f.json", """
            {"session_id":"f","user_id":"v","parent_id":"a","forked_from_message_id":"-1","messages":[],"metadata":{"bots_origin":{"key":"secret 2"},
            "bots_state":{"key":[{"version":1,"changed_at":"2026-01-01T00:00:00.000000+00:00","value":"secret 1"},{"version":2,"changed_at":"2026-01-01T00:00:00.000000+00:00","value":"secret 2"},
            {"version":3,"changed_at":"2026-01-01T00:00:00.000000+00:00","value":"own"}]},"bots_taken_over":[{"session":"a","user":"u","marks":"","state":{"key":2},"title":false,"messages":[]}]}}
            """);
        using var store = _folder.Open();
        await store.Require<ISessionBranching>().ForkSessionAsync("f", null, null, "g");
        await store.Require<ISessionCatalog>().UpdateSessionAsync("g", new() { UserId = "w" });

        await store.Require<ISessionRetention>().EraseUserAsync("u");

        Assert.False(_folder.Holds("secret"));
        foreach (var session in new[] { "f", "g" }) Assert.Equal("own", (await store.Require<ISessionState>().GetStateAsync(StateScope.Session(session), "key"))?.Value?.GetString());
    }

    [Fact]
    public async Task A_note_of_what_was_taken_over_is_small()
    {
        using var store = _folder.Open();
        for (var number = 0; number < 100; number++) await store.AddAsync("a", "m");
        await store.Require<ISessionBranching>().ForkSessionAsync("a", null, null, "f");

        var note = _folder.ReadObject("f.json")["metadata"]!["bots_taken_over"]!.ToJsonString();

        Assert.InRange(note.Length, 100 * 10, 100 * 15);
    }

    public void Dispose() => _folder.Dispose();

    private Bots.Sessions.Json.JsonSessionStore Open()
    {
        _folder.Write("a.json", Foreign);
        return _folder.Open();
    }
}
