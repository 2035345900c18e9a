using System.Text.Json;
using Bots.Sessions.Conformance;
using Bots.Sessions.Sqlite;

namespace Bots.Sessions.Tests.Sqlite;

public sealed class SqliteVersionTests : SqliteFolderTests
{
    private readonly ContractClock _clock = new();

    [Fact]
    public async Task A_version_brings_back_messages_and_state_and_can_be_undone()
    {
        var store = Open();
        await AddAsync(store, "a", "1", "2");
        await SetAsync(store, "a", "k", 1);
        Assert.Equal(1, await store.SaveVersionAsync("a", "first"));
        await AddAsync(store, "a", "3");
        await SetAsync(store, "a", "k", 2);
        Assert.Equal(2, await store.SaveVersionAsync("a", "second"));
        await SetAsync(store, "a", "k", 3);

        Assert.True(await store.RestoreVersionAsync("a", 1));

        Assert.Equal(("1 2", "k=1"), (await TextAsync(store, "a"), await StateAsync(store, "a")));
        Assert.Equal([(1, "first", 2), (2, "second", 3)], (await store.ListVersionsAsync("a")).Select(static version => (version.Number, version.Description, version.MessageCount)));
        await store.RevertToCheckpointAsync("a", (await store.ListCheckpointsAsync("a"))[^1].Id);
        Assert.Equal(("1 2 3", "k=3"), (await TextAsync(store, "a"), await StateAsync(store, "a")));
    }

    [Fact]
    public async Task Unknown_sessions_and_versions_are_an_answer()
    {
        var store = Open();
        Assert.Null(await store.SaveVersionAsync("a", "none"));
        Assert.False(await store.RestoreVersionAsync("a", 1));
        await AddAsync(store, "a", "1");
        Assert.False(await store.RestoreVersionAsync("a", 1));
        Assert.Empty(await store.ListVersionsAsync("a"));
    }

    [Fact]
    public async Task A_merge_shares_what_is_common_and_orders_both_tails_by_time()
    {
        var store = Open(time: _clock);
        await AddAsync(store, "a", [.. Enumerable.Range(0, 50).Select(static number => $"{number}")]);
        await store.ForkSessionAsync("a", 39, sessionId: "b");
        await AddAsync(store, "b", "b1", "b2");
        await AddAsync(store, "a", "a1");
        await AddAsync(store, "b", "b3");
        var rows = Number("SELECT count(*) FROM message");

        var result = await store.MergeAsync("a", "b");

        Assert.Equal(("a_merged", 40, 54), (result.SessionId, result.CommonMessages, result.MessageCount));
        Assert.EndsWith("49 b1 b2 a1 b3", await TextAsync(store, "a_merged"));
        Assert.Equal(rows + 14, Number("SELECT count(*) FROM message"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.MergeAsync("a", "b").AsTask());
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.MergeAsync("a", "none").AsTask());
    }

    [Fact]
    public async Task A_merge_keeps_tool_groups_whole_and_takes_the_same_message_once()
    {
        var store = Open(time: _clock);
        var same = new SessionMessage("user", "same") { Timestamp = _clock.GetUtcNow() };
        foreach (var id in new[] { "a", "b" }) await store.WriteTurnAsync(new TurnWrite(id) { Messages = [same] });
        await AddAsync(store, "a", "before");
        await store.WriteTurnAsync(new TurnWrite("a") { Messages = [Call("x")] });
        await AddAsync(store, "b", "between");
        await store.WriteTurnAsync(new TurnWrite("a") { Messages = [new("tool", "result") { Metadata = new() { ToolCallId = "x" }, Timestamp = _clock.GetUtcNow() }] });
        await store.WriteTurnAsync(new TurnWrite("b") { Messages = [same] });

        var result = await store.MergeAsync("a", "b", new MergeOptions { TargetId = "c" });

        Assert.Equal("same before call result between same", await TextAsync(store, "c"));
        Assert.Equal((1, 6), (result.CommonMessages, result.MessageCount));
    }

    [Theory]
    [InlineData(MergePreference.Right, "both=3 left=2 right=3 same=1")]
    [InlineData(MergePreference.Left, "both=2 left=2 right=3 same=1")]
    [InlineData(MergePreference.Newest, "both=2 left=2 right=3 same=1")]
    public async Task A_merge_takes_state_from_the_side_that_changed_it(MergePreference preference, string expected)
    {
        var store = Open(time: _clock);
        await AddAsync(store, "a", "1");
        foreach (var key in new[] { "both", "left", "right", "same", "gone" }) await SetAsync(store, "a", key, 1);
        await store.ForkSessionAsync("a", sessionId: "b");
        await SetAsync(store, "b", "right", 3);
        await SetAsync(store, "b", "both", 3);
        await store.SetStateAsync(StateScope.Session("b"), "gone", null);
        await SetAsync(store, "a", "left", 2);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await SetAsync(store, "a", "both", 2);

        var result = await store.MergeAsync("a", "b", new MergeOptions { State = preference });

        Assert.Equal(["both"], result.Conflicts);
        Assert.Equal(expected, await StateAsync(store, "a_merged"));
    }

    private async Task AddAsync(SqliteSessionStore store, string session, params string[] texts)
    {
        foreach (var text in texts) await store.AddMessageAsync(session, "user", text);
        _clock.Advance(TimeSpan.FromSeconds(1));
    }

    private static SessionMessage Call(string id) =>
        new("assistant", "call") { Metadata = new() { ToolCalls = JsonSerializer.SerializeToElement(new[] { new { id } }) } };

    private static async Task SetAsync(SqliteSessionStore store, string session, string key, int value) =>
        await store.SetStateAsync(StateScope.Session(session), key, JsonSerializer.SerializeToElement(value));

    private static async Task<string> TextAsync(SqliteSessionStore store, string session) =>
        string.Join(' ', (await store.GetChatHistoryAsync(session)).Select(static message => message.Content));

    private static async Task<string> StateAsync(SqliteSessionStore store, string session) => string.Join(
        ' ', (await store.ListStateAsync(StateScope.Session(session))).OrderBy(static row => row.Key).Select(static row => $"{row.Key}={row.Value.Value}"));
}
