using Bots.Sessions.Sqlite;

namespace Bots.Sessions.Tests.Sqlite;

public sealed class SqliteSummaryTests : SqliteFolderTests
{
    [Fact]
    public async Task A_revert_hides_a_summary_and_the_way_back_shows_it_again()
    {
        var store = Open();
        await AddAsync(store, "a", 6);
        await SaveAsync(store, "a", 0, 2, "first");
        await SaveAsync(store, "a", 3, 5, "second");

        var undo = await store.RevertToMessageAsync("a", 3);
        await store.AddMessageAsync("a", "user", "else");
        await store.AddMessageAsync("a", "user", "else");
        Assert.Equal(["first"], await TextsAsync(store, "a"));
        await store.RevertToCheckpointAsync("a", undo!.Id);

        Assert.Equal(["first", "second"], await TextsAsync(store, "a"));
    }

    [Fact]
    public async Task A_fork_sees_the_summaries_of_what_it_takes_over_and_goes_its_own_way()
    {
        var store = Open();
        await AddAsync(store, "a", 6);
        await SaveAsync(store, "a", 0, 2, "first");
        await SaveAsync(store, "a", 3, 5, "second");

        await store.ForkSessionAsync("a", 4, sessionId: "b");
        await SaveAsync(store, "b", 0, 1, "of b");
        await SaveAsync(store, "a", 1, 2, "of a");

        Assert.Equal(["of b", "first"], await TextsAsync(store, "b"));
        Assert.Equal(["first", "of a", "second"], await TextsAsync(store, "a"));
        Assert.True(await store.DeleteSummaryAsync("a", 0, 2));
        Assert.Equal(["of b", "first"], await TextsAsync(store, "b"));
    }

    [Fact]
    public async Task A_later_summary_takes_the_place_of_one_over_the_same_range_and_nothing_else_does()
    {
        var store = Open();
        await AddAsync(store, "a", 4);
        await SaveAsync(store, "a", 0, 2, "old");
        var hash = await HashAsync(store, "a", 0, 2);

        Assert.True(await store.SaveSummaryAsync("a", new(0, 2, "new", hash)));
        Assert.False(await store.SaveSummaryAsync("a", new(0, 2, "", hash)));
        Assert.False(await store.SaveSummaryAsync("a", new(0, 3, "wrong hash", hash)));
        Assert.False(await store.SaveSummaryAsync("a", new(0, 4, "too far", hash)));
        Assert.False(await store.SaveSummaryAsync("a", new(-1, 2, "too early", hash)));
        Assert.False(await store.SaveSummaryAsync("a", new(2, 1, "backwards", SessionSummary.HashOf([]))));
        Assert.False(await store.SaveSummaryAsync("nobody", new(0, 2, "unknown", hash)));

        Assert.Equal(["new"], await TextsAsync(store, "a"));
        Assert.False(await store.DeleteSummaryAsync("a", 0, 3));
        Assert.True(await store.DeleteSummaryAsync("a", 0, 2));
        Assert.False(await store.DeleteSummaryAsync("a", 0, 2));
    }

    [Fact]
    public async Task Summaries_are_erased_with_their_session_and_with_the_messages_they_were_made_of()
    {
        var store = Open();
        foreach (var id in new[] { "cleared", "deleted", "reverted", "replaced" })
        {
            await AddAsync(store, id, 4);
            await SaveAsync(store, id, 0, 3, $"secret-{id}");
        }

        await store.ClearSessionAsync("cleared");
        await store.DeleteSessionAsync("deleted");
        var undo = await store.RevertToMessageAsync("reverted", 1);
        Assert.True(IsInAnyFile("secret-reverted"));
        await store.DeleteCheckpointAsync("reverted", undo!.Id);
        await SaveAsync(store, "replaced", 0, 3, "other");

        foreach (var id in new[] { "cleared", "deleted", "reverted", "replaced" }) Assert.False(IsInAnyFile($"secret-{id}"), id);
        Assert.Equal(1, Number("SELECT count(*) FROM summary"));
    }

    private static async Task AddAsync(SqliteSessionStore store, string session, int count)
    {
        for (var number = 0; number < count; number++) await store.AddMessageAsync(session, "user", $"{number}");
    }

    private static async Task<string> HashAsync(SqliteSessionStore store, string session, int from, int to) =>
        SessionSummary.HashOf((await store.GetChatHistoryAsync(session)).Skip(from).Take(to - from + 1));

    private static async Task SaveAsync(SqliteSessionStore store, string session, int from, int to, string text) =>
        Assert.True(await store.SaveSummaryAsync(session, new(from, to, text, await HashAsync(store, session, from, to))));

    private static async Task<IEnumerable<string>> TextsAsync(SqliteSessionStore store, string session) =>
        (await store.ListSummariesAsync(session)).Select(static summary => summary.Text);
}
