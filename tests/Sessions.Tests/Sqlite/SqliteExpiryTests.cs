using System.Text.Json;
using Bots.Sessions.Conformance;
using Bots.Sessions.Delivery;
using Bots.Sessions.Sqlite;

namespace Bots.Sessions.Tests.Sqlite;

public sealed class SqliteExpiryTests : SqliteFolderTests
{
    private readonly ContractClock _clock = new();

    [Fact]
    public async Task An_expired_session_is_as_if_deleted_and_its_id_begins_anew()
    {
        var store = Open(time: _clock);
        await FillAsync(store, "a");
        Assert.True(await store.SetExpiryAsync("a", _clock.GetUtcNow().AddHours(1)));
        Assert.True(await store.SessionExistsAsync("a"));

        _clock.Advance(TimeSpan.FromHours(1));

        Assert.False(await store.SessionExistsAsync("a"));
        Assert.Null(await store.GetSessionAsync("a"));
        Assert.Null(await store.GetFamilyAsync("a"));
        Assert.Empty(await store.GetChatHistoryAsync("a"));
        Assert.Empty(await store.ListCheckpointsAsync("a"));
        Assert.Empty(await store.ListVersionsAsync("a"));
        Assert.Empty(await store.ListStateAsync(StateScope.Session("a")));
        Assert.Empty(await store.SearchAsync(new SearchQuery("zebra") { Everyone = true }));
        Assert.Null(await store.CreateCheckpointAsync("a"));
        Assert.False(await store.SetExpiryAsync("a", null));
        Assert.False(await store.UpdateSessionAsync("a", new SessionChange { Title = "t" }));
        await foreach (var session in store.ListSessionsAsync()) Assert.Fail(session.Id);

        var result = await store.WriteTurnAsync(new TurnWrite("a") { TurnId = "turn", Messages = [new("user", "new")] });
        Assert.Equal((TurnWriteStatus.Written, 1L), (result.Status, result.Version));
        Assert.Equal("new", Assert.Single(await store.GetChatHistoryAsync("a")).Content);
        Assert.Equal((1, 0), (Number("SELECT count(*) FROM message"), Number("SELECT count(*) FROM checkpoint")));
    }

    [Fact]
    public async Task A_cleanup_erases_what_is_over_and_leaves_what_is_in_use()
    {
        var store = Open(time: _clock);
        foreach (var id in new[] { "old", "busy", "sending", "aliased", "expired" }) await FillAsync(store, id);
        _clock.Advance(TimeSpan.FromDays(2));
        await FillAsync(store, "new");
        await store.SetExpiryAsync("expired", _clock.GetUtcNow());
        await ((ISessionAliases)store).SetAsync("key", "aliased");
        await ((IInbox)store).AcceptAsync([new InboxMessage("bot", "1", "busy", "text"), new InboxMessage("bot", "2", "key", "text")], "host");
        await ((IOutbox)store).EnqueueAsync([new OutboxMessage("bot", "chat", "text") { SessionKey = "sending" }], "host");

        Assert.Equal(["expired"], await store.CleanupAsync(null, dryRun: true));
        Assert.Equal(["old", "expired"], await store.CleanupAsync(TimeSpan.FromDays(1), dryRun: true));
        Assert.Equal(6, Number("SELECT count(*) FROM session"));
        Assert.Equal(["old", "expired"], await store.CleanupAsync(TimeSpan.FromDays(1)));
        Assert.Equal(4, Number("SELECT count(*) FROM session"));
        Assert.Empty(await store.CleanupAsync(TimeSpan.FromDays(1)));
    }

    [Fact]
    public async Task Nothing_of_an_erased_user_is_in_any_file()
    {
        var store = Open(static options => options.LargeContentBytes = 500, _clock);
        foreach (var (id, user) in new[] { ("a", "u"), ("b", "u"), ("c", "v") }) await FillAsync(store, id, user);
        await store.SaveSummaryAsync("a", new(0, 1, "private-u in short", SessionSummary.HashOf(await store.GetChatHistoryAsync("a"))));
        await store.ForkSessionAsync("a", 0, sessionId: "a2");
        await store.AddMessageAsync("a2", "user", "private-u " + new string('x', 1_000));
        await store.RevertToMessageAsync("a2", 0);
        await store.SetStateAsync(StateScope.User("u"), "k", JsonSerializer.SerializeToElement("private-u"));
        await ((ISessionAliases)store).SetAsync("key", "b");
        await ((IInbox)store).AcceptAsync([new InboxMessage("bot", "1", "key", "private-u"), new InboxMessage("bot", "2", "x", "private-u") { UserId = "u" }], "host");
        await ((IOutbox)store).EnqueueAsync([new OutboxMessage("bot", "chat", "private-u") { SessionKey = "a" }], "host");
        Assert.NotEmpty(await store.SearchAsync(new SearchQuery("zebra") { UserId = "u" }));

        var report = await store.EraseUserAsync("u");

        Assert.Equal(new ErasureReport(3, 5, 3, 4), report);
        Assert.False(IsInAnyFile("private-u"));
        Assert.False(IsInAnyFile("wordofu"));
        Assert.True(IsInAnyFile("private-v"));
        Assert.Equal(new ErasureReport(0, 0, 0, 0), await store.EraseUserAsync("u"));
    }

    private static async Task FillAsync(SqliteSessionStore store, string session, string user = "u")
    {
        await store.WriteTurnAsync(new TurnWrite(session) { UserId = user, TurnId = "turn", Messages = [new("user", $"zebra private-{user} wordof{user}"), new("assistant", "x")] });
        await store.SetStateAsync(StateScope.Session(session), "k", JsonSerializer.SerializeToElement($"private-{user}"));
        await store.CreateCheckpointAsync(session, $"private-{user}");
        await store.SaveVersionAsync(session, $"private-{user}");
    }
}
