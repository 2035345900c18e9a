namespace Bots.Sessions.Conformance;

/// <summary>The promise of <see cref="ISessionSearch"/> that no hit ever lies outside the scope asked for.</summary>
[ContractGroup(typeof(ISessionSearch), typeof(ITurnLog), typeof(ISessionCatalog), typeof(ISessionBranching), typeof(ISessionCheckpoints), typeof(ISessionVersions))]
public abstract class SearchScopeContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private readonly string _mine = Some.Session();
    private readonly string _others = Some.Session();

    [Promise]
    public async Task Exactly_one_scope_is_asked_for()
    {
        foreach (var query in new[]
        {
            new SearchQuery("zebra"), new("zebra") { UserId = "u", Everyone = true }, new("zebra") { UserId = "u", SessionId = "s" }, new("zebra") { SessionId = "s", Everyone = true },
        })
        {
            await Assert.ThrowsAsync<ArgumentException>(() => Store.Require<ISessionSearch>().SearchAsync(query).AsTask());
        }
    }

    [Promise]
    public async Task A_search_in_a_session_of_a_user_or_of_everyone_stays_there()
    {
        await SayAsync(_mine, "u", "zebra 1");
        await SayAsync(_others, "v", "zebra 2");
        await Store.AddAsync(Some.Session(), "zebra 3");

        Assert.Equal(["zebra 1"], await FindAsync(new("zebra") { SessionId = _mine }));
        Assert.Equal(["zebra 2"], await FindAsync(new("zebra") { UserId = "v" }));
        Assert.Equal(["zebra 1", "zebra 2", "zebra 3"], await FindAsync(new("zebra") { Everyone = true }));
        foreach (var scope in new SearchQuery[] { new("zebra") { SessionId = Some.Session() }, new("zebra") { UserId = "none" }, new("zebra") { UserId = "U" }, new("zebra") { UserId = "" } })
            Assert.Empty(await FindAsync(scope));
    }

    [Promise]
    public async Task Neighbours_opening_and_closing_come_from_the_same_session()
    {
        for (var number = 0; number < 6; number++)
        {
            await SayAsync(_others, "v", $"theirs {number}");
            await SayAsync(_mine, "u", number == 3 ? "zebra" : $"mine {number}");
        }

        var hit = Assert.Single(await Store.Require<ISessionSearch>().SearchAsync(new("zebra") { UserId = "u", Neighbours = 1 }));

        Assert.All(hit.Opening.Concat(hit.Neighbours).Concat(hit.Closing), static message => Assert.StartsWith("mine", message.Content, StringComparison.Ordinal));
        Assert.Equal(5, hit.Opening.Count + hit.Neighbours.Count + hit.Closing.Count);
    }

    [Promise]
    public async Task What_a_merged_session_begins_with_as_another_one_does_is_found_there_only()
    {
        await SayAsync(_mine, "u", "zebra 0");
        var fork = await Store.ForkAsync(_mine);
        await SayAsync(_mine, "u", "zebra 1");
        await SayAsync(fork, "u", "zebra 2");
        var merged = (await Store.Require<ISessionVersions>().MergeAsync(_mine, fork, new() { TargetId = Some.Session() })).SessionId;

        foreach (var query in new SearchQuery[] { new("zebra") { UserId = "u" }, new("zebra") { Everyone = true } })
        {
            var hits = await Store.Require<ISessionSearch>().SearchAsync(query);
            Assert.Equal(_mine, Assert.Single(hits, static hit => hit.Message.Content == "zebra 0").SessionId);
        }

        Assert.Equal(["zebra 0", "zebra 1", "zebra 2"], await FindAsync(new("zebra") { SessionId = merged }));
        await Store.DeleteSessionAsync(_mine);
        await Store.DeleteSessionAsync(fork);
        Assert.Equal(["zebra 0", "zebra 1", "zebra 2"], await FindAsync(new("zebra") { UserId = "u" }));
    }

    [Promise]
    public async Task A_session_that_changes_hands_is_found_by_its_new_owner_only()
    {
        await SayAsync(_mine, "u", "zebra");
        await Store.Require<ISessionCatalog>().UpdateSessionAsync(_mine, new SessionChange { UserId = "v" });

        Assert.Empty(await FindAsync(new("zebra") { UserId = "u" }));
        Assert.Equal(["zebra"], await FindAsync(new("zebra") { UserId = "v" }));
    }

    [Promise]
    public async Task Every_message_of_a_chain_of_forks_is_found_once_in_the_oldest_session_that_holds_it()
    {
        List<string> chain = [_mine];
        await Store.AddAsync(_mine, "zebra 0");
        for (var depth = 1; depth < 6; depth++)
        {
            chain.Add(await Store.ForkAsync(chain[^1]));
            await Store.AddAsync(chain[^1], $"zebra {depth}");
        }

        await Store.AddAsync(_mine, "zebra late");
        await Store.RevertAsync(chain[3], 1);

        var hits = await Store.Require<ISessionSearch>().SearchAsync(new("zebra") { Everyone = true });

        Assert.Equal(
            [(chain[0], "zebra 0"), (chain[0], "zebra late"), (chain[1], "zebra 1"), (chain[2], "zebra 2"), (chain[4], "zebra 3"), (chain[4], "zebra 4"), (chain[5], "zebra 5")],
            hits.Select(static hit => (hit.SessionId, hit.Message.Content)).OrderBy(hit => chain.IndexOf(hit.SessionId)).ThenBy(static hit => hit.Content, StringComparer.Ordinal));
    }

    [Promise]
    public async Task A_fork_finds_what_it_took_over_and_what_it_said_and_its_parent_finds_none_of_that()
    {
        await SayAsync(_mine, "u", "zebra 0", "zebra 1", "zebra 2");
        var fork = await Store.ForkAsync(_mine, 0);
        await Store.Require<ISessionCatalog>().UpdateSessionAsync(fork, new SessionChange { UserId = "v" });
        await Store.AddAsync(fork, "zebra f");

        Assert.Equal(["zebra 0", "zebra f"], await FindAsync(new("zebra") { SessionId = fork }));
        Assert.Equal(["zebra 0", "zebra f"], await FindAsync(new("zebra") { UserId = "v" }));
        Assert.Equal(["zebra 0", "zebra 1", "zebra 2"], await FindAsync(new("zebra") { UserId = "u" }));
    }

    [Promise]
    public async Task A_message_that_several_sessions_share_is_found_once()
    {
        await SayAsync(_mine, "u", "zebra 0", "zebra 1");
        var fork = await Store.ForkAsync(_mine);
        var second = await Store.ForkAsync(fork);
        await Store.AddAsync(second, "zebra s");

        Assert.Equal(["zebra 0", "zebra 1", "zebra s"], await FindAsync(new("zebra") { UserId = "u" }));
    }

    [Promise]
    public async Task What_was_reverted_is_not_found_until_the_way_back_is_taken()
    {
        await SayAsync(_mine, "u", "zebra 0", "zebra 1");
        var undo = await Store.RevertAsync(_mine, 0);
        var then = await FindAsync(new("zebra") { UserId = "u" });

        await Store.RevertAsync(_mine, undo.Id);

        Assert.Equal(["zebra 0"], then);
        Assert.Equal(["zebra 0", "zebra 1"], await FindAsync(new("zebra") { UserId = "u" }));
    }

    private async Task SayAsync(string session, string user, params string[] texts) =>
        await Store.Require<ITurnLog>().WriteTurnAsync(new(session) { UserId = user, Messages = [.. texts.Select(static text => new SessionMessage("user", text))] });

    private async Task<string[]> FindAsync(SearchQuery query) =>
        [.. (await Store.Require<ISessionSearch>().SearchAsync(query with { Limit = 100 })).Select(static hit => hit.Message.Content).Order(StringComparer.Ordinal)];
}
