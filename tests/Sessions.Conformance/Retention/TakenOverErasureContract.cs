using System.Text.Json;

namespace Bots.Sessions.Conformance;

/// <summary>The promises of <see cref="ISessionRetention.EraseUserAsync"/> about what sessions of others took over from the user's.</summary>
[ContractGroup(
    typeof(ISessionRetention), typeof(ISessionCatalog), typeof(ITurnLog), typeof(ISessionBranching), typeof(ISessionCheckpoints), typeof(ISessionVersions), typeof(ISessionState),
    typeof(ISessionSummaries), typeof(ISessionSearch))]
public abstract class TakenOverErasureContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private const string Secret = "secretofu";

    private readonly string _session = Some.Session();
    private readonly string _others = Some.Session();

    private ISessionVersions Versions => Store.Require<ISessionVersions>();

    [Promise]
    public async Task A_fork_of_somebody_else_loses_what_it_took_over_and_keeps_what_it_said()
    {
        await SayAsync(_session, "u", $"{Secret} 0", $"{Secret} 1");
        var fork = await ForkAsync(_session, "v");
        await SayAsync(fork, "v", "mine 2", "mine 3");

        var report = await EraseAsync();

        Assert.Equal((1, 2, 2), (report.Sessions, report.Messages, report.TakenOver));
        Assert.Equal(["mine 2", "mine 3"], await Store.ContentsAsync(fork));
        Assert.Equal((null, -1), ((await Store.FamilyAsync(fork)).ParentId, (await Store.FamilyAsync(fork)).ForkedAt));
        Assert.Equal(1, (await FindAsync("mine"))[0].Neighbours.Count);
        await SayAsync(fork, "v", "4");
        Assert.Equal(["mine 2", "mine 3", "4"], await Store.ContentsAsync(fork));
        await NothingIsLeftAsync();
    }

    [Promise]
    public async Task What_begins_with_it_while_it_is_erased_does_not_keep_it()
    {
        await SayAsync(_session, "u", $"{Secret} 0", $"{Secret} 1");
        await SayAsync(_others, "v", "v 0");
        var copy = await ForkAsync(_session, "v");
        for (var i = 0; i < 30; i++) await SayAsync(Some.Session(), "w", "w 0");
        var trees = Store.Require<ISessionBranching>();

        await Task.WhenAll(Task.Run(EraseAsync), BeginAsync(() => trees.ForkSessionAsync(_session)), BeginAsync(() => trees.ForkSessionAsync(copy)),
            BeginAsync(async () => (await Versions.MergeAsync(_others, _session, new MergeOptions { TargetId = Some.Session() })).SessionId));

        await NothingIsLeftAsync();

        // Until there is nothing left to begin with.
        static Task BeginAsync(Func<ValueTask<string>> begin) => Task.Run(async () =>
        {
            try
            {
                for (var i = 0; i < 20; i++) await begin();
            }
            catch (Exception error) when (error is SessionStoreException or ArgumentException or InvalidOperationException or KeyNotFoundException)
            {
            }
        });
    }

    [Promise]
    public async Task Its_checkpoints_versions_and_ways_back_lose_it_as_well_and_still_work()
    {
        await SayAsync(_session, "u", $"{Secret} 0", $"{Secret} 1");
        var fork = await ForkAsync(_session, "v");
        await Store.MarkAsync(fork, "before");
        await SayAsync(fork, "v", "2", "3");
        await Versions.SaveVersionAsync(fork, "both");
        await Store.RevertAsync(fork, 2);
        await SayAsync(fork, "v", "4");

        await EraseAsync();

        Assert.Equal(["2", "4"], await Store.ContentsAsync(fork));
        Assert.Equal([(-1, "before"), (1, null), (1, null)], (await Store.Require<ISessionCheckpoints>().ListCheckpointsAsync(fork)).Select(static one => (one.MessageIndex, one.Label)));
        Assert.Equal(2, Assert.Single(await Versions.ListVersionsAsync(fork)).MessageCount);
        Assert.True(await Versions.RestoreVersionAsync(fork, 1));
        Assert.Equal(["2", "3"], await Store.ContentsAsync(fork));
        await Store.RevertAsync(fork, "before");
        Assert.Empty(await Store.ContentsAsync(fork));
        await NothingIsLeftAsync();
    }

    [Promise]
    public async Task Forks_of_forks_lose_it_too_and_what_is_of_a_third_stays_everywhere()
    {
        await SayAsync(_others, "v", "v 0");
        var mine = await ForkAsync(_others, "u");
        await SayAsync(mine, "u", $"{Secret} 1");
        var second = await ForkAsync(mine, "v");
        await SayAsync(second, "v", "v 2");
        var third = await ForkAsync(second, "w");
        await SayAsync(third, "w", "w 3");

        var report = await EraseAsync();

        Assert.Equal((1, 2), (report.Sessions, report.TakenOver));
        Assert.Equal(["v 0"], await Store.ContentsAsync(_others));
        Assert.Equal(["v 0", "v 2"], await Store.ContentsAsync(second));
        Assert.Equal(["v 0", "v 2", "w 3"], await Store.ContentsAsync(third));
        Assert.Equal((second, 1), ((await Store.FamilyAsync(third)).ParentId, (await Store.FamilyAsync(third)).ForkedAt));
        await NothingIsLeftAsync();
    }

    [Promise]
    public async Task A_merged_session_of_somebody_else_keeps_the_other_side_only()
    {
        await SayAsync(_others, "v", "common");
        var mine = await ForkAsync(_others, "u");
        for (var number = 1; number < 4; number++)
        {
            await Fixture.AdvanceAsync(TimeSpan.FromSeconds(1));
            await SayAsync(_others, "v", $"v {number}");
            await Fixture.AdvanceAsync(TimeSpan.FromSeconds(1));
            await SayAsync(mine, "u", $"{Secret} {number}");
        }

        await SetAsync(_others, "theirs", "value of v");
        await SetAsync(mine, "mine", Secret);
        var merged = (await Versions.MergeAsync(_others, mine)).SessionId;
        var other = (await Versions.MergeAsync(mine, _others, new() { TargetId = $"{merged}-2" })).SessionId;
        await OwnAsync(other, "w");
        Assert.Equal(7, (await Store.ContentsAsync(merged)).Length);

        var report = await EraseAsync();

        Assert.Equal((1, 6), (report.Sessions, report.TakenOver));
        foreach (var session in new[] { merged, other, _others })
        {
            Assert.Equal(["common", "v 1", "v 2", "v 3"], await Store.ContentsAsync(session));
            Assert.Equal(["theirs"], (await Store.Require<ISessionState>().ListStateAsync(StateScope.Session(session))).Keys);
        }

        await NothingIsLeftAsync();
    }

    [Promise]
    public async Task It_goes_also_when_the_session_it_came_from_was_cleared_or_deleted_before()
    {
        foreach (var gone in new Func<ValueTask<bool>>[] { () => Store.ClearSessionAsync(_session), () => Store.DeleteSessionAsync(_session) })
        {
            await SayAsync(_session, "u", $"{Secret} 0");
            var fork = await ForkAsync(_session, "v");
            await SayAsync(fork, "v", "1");
            await gone();
            Assert.Equal([$"{Secret} 0", "1"], await Store.ContentsAsync(fork));

            var report = await EraseAsync();

            Assert.Equal(1, report.TakenOver);
            Assert.Equal(["1"], await Store.ContentsAsync(fork));
            await NothingIsLeftAsync();
        }
    }

    [Promise]
    public async Task Values_titles_and_summaries_that_were_taken_over_go_and_own_ones_stay()
    {
        await SayAsync(_session, "u", $"{Secret} 0");
        await Store.Require<ISessionCatalog>().UpdateSessionAsync(_session, new() { Title = $"{Secret} title" });
        await SetAsync(_session, "a", $"{Secret} old");
        await SetAsync(_session, "a", $"{Secret} a");
        await SetAsync(_session, "b", $"{Secret} b");
        var history = await Store.GetChatHistoryAsync(_session);
        await Store.Require<ISessionSummaries>().SaveSummaryAsync(_session, new(0, 0, $"{Secret} summary", SessionSummary.HashOf(history)));
        var fork = await ForkAsync(_session, "v");
        var named = await ForkAsync(fork, "w", "a title of its own");
        await Store.MarkAsync(fork, "with values");
        await SetAsync(fork, "b", "own b");
        await SetAsync(fork, "c", "own c");
        await Store.RevertAsync(fork, "with values");
        await SetAsync(fork, "b", "own b");
        await SetAsync(fork, "c", "own c");

        await EraseAsync();

        foreach (var (session, title) in new[] { (fork, null), (named, "a title of its own") })
            Assert.Equal(title, (await Store.Require<ISessionCatalog>().GetSessionAsync(session))!.Title);
        var values = await Store.Require<ISessionState>().ListStateAsync(StateScope.Session(fork));
        Assert.Equal(["b=own b", "c=own c"], values.OrderBy(static value => value.Key, StringComparer.Ordinal).Select(static value => $"{value.Key}={value.Value.Value}"));
        Assert.Empty(await Store.Require<ISessionState>().ListStateAsync(StateScope.Session(named)));
        Assert.Empty(await Store.Require<ISessionSummaries>().ListSummariesAsync(fork));
        await NothingIsLeftAsync();
    }

    [Promise]
    public async Task A_value_that_a_version_brought_back_stays_its_authors_in_every_fork_and_merge_of_it()
    {
        await SayAsync(_session, "u", $"{Secret} 0");
        await SetAsync(_session, "key", Secret);
        var fork = await ForkAsync(_session, "v");
        await Versions.SaveVersionAsync(fork, "with it");
        await SetAsync(fork, "key", "own");
        var early = await ForkAsync(fork, "x");
        await Versions.RestoreVersionAsync(fork, 1);
        var late = await ForkAsync(fork, "w");
        var merged = (await Versions.MergeAsync(late, early, new() { State = MergePreference.Left })).SessionId;
        await OwnAsync(merged, "y");
        foreach (var session in new[] { fork, late, merged }) Assert.Equal(Secret, await ValueAsync(session));

        await EraseAsync();

        foreach (var session in new[] { fork, early, late, merged })
        {
            Assert.Contains(await ValueAsync(session), new[] { "own", null });
            var history = await Store.Require<ISessionState>().GetStateHistoryAsync(StateScope.Session(session), "key", 100);
            Assert.DoesNotContain(history, static change => change.Value?.GetString() == Secret);
        }

        Assert.Equal("own", await ValueAsync(early));
        await Versions.RestoreVersionAsync(fork, 1);
        Assert.Null(await ValueAsync(fork));
        await NothingIsLeftAsync();
    }

    [Promise]
    public async Task Its_checkpoints_and_versions_lose_values_also_when_they_lose_no_message()
    {
        await SayAsync(_session, "u", $"{Secret} 0");
        await SetAsync(_session, "key", Secret);
        await SayAsync(_others, "v", "own");
        var fork = await Store.Require<ISessionBranching>().ForkSessionAsync(_session, -1);
        await OwnAsync(fork, "v");
        await SayAsync(fork, "v", "own");
        var merged = (await Versions.MergeAsync(_others, _session)).SessionId;
        await Store.RevertAsync(merged, 0);
        foreach (var session in new[] { fork, merged })
        {
            await Store.MarkAsync(session, "marked");
            await Versions.SaveVersionAsync(session, "saved");
        }

        await EraseAsync();

        await NothingIsLeftAsync();
        foreach (var session in new[] { fork, merged })
        {
            Assert.Null(await ValueAsync(session));
            await Store.RevertAsync(session, "marked");
            Assert.Null(await ValueAsync(session));
            Assert.True(await Versions.RestoreVersionAsync(session, 1));
            Assert.Null(await ValueAsync(session));
            Assert.Equal(["own"], await Store.ContentsAsync(session));
        }

        await NothingIsLeftAsync();
    }

    [Promise]
    public async Task A_title_that_was_taken_over_is_its_authors_also_when_its_session_was_cleared()
    {
        await SayAsync(_session, "u", $"{Secret} 0");
        await Store.Require<ISessionCatalog>().UpdateSessionAsync(_session, new() { Title = $"{Secret} title" });
        var fork = await ForkAsync(_session, "v");
        await Store.ClearSessionAsync(fork);

        await EraseAsync();

        Assert.Null((await Store.Require<ISessionCatalog>().GetSessionAsync(fork))!.Title);
        await NothingIsLeftAsync();
    }

    [Promise]
    public async Task It_goes_and_nothing_else_when_somebody_else_has_a_session_under_the_same_id_now()
    {
        await SayAsync(_session, "u", $"{Secret} 0");
        await SetAsync(_session, "key", Secret);
        await SayAsync(_others, "v", "other");
        var fork = await ForkAsync(_session, "v");
        var second = await ForkAsync(fork, "w");
        var merged = (await Versions.MergeAsync(_others, _session)).SessionId;
        await OwnAsync(merged, "x");
        await Store.DeleteSessionAsync(_session);
        await Fixture.AdvanceAsync(TimeSpan.FromSeconds(1));
        await SayAsync(_session, "y", "new");

        var erased = await Store.Require<ISessionRetention>().EraseUserAsync("y");

        Assert.Equal((1, 0), (erased.Sessions, erased.TakenOver));
        await SayAsync(_session, "y", "new");
        Assert.Equal(3, (await EraseAsync()).TakenOver);
        foreach (var session in new[] { fork, second }) Assert.Empty(await Store.ContentsAsync(session));
        Assert.Equal(["other"], await Store.ContentsAsync(merged));
        Assert.Equal(["new"], await Store.ContentsAsync(_session));
        await NothingIsLeftAsync();
    }

    [Promise]
    public async Task It_goes_also_when_the_time_of_its_session_was_over_and_the_id_began_anew_before_any_cleanup()
    {
        foreach (var begin in new Func<Task>[] { () => SayAsync(_session, "y", "new"), () => Store.Require<ISessionBranching>().CreateSessionAsync("new", null, _session).AsTask() })
        {
            await Store.AddAsync(_session, $"{Secret} 0");
            await SetAsync(_session, "key", Secret);
            var fork = await ForkAsync(_session, "v");
            await SayAsync(fork, "v", "1");
            var second = await ForkAsync(fork, "w");
            await SayAsync(_session, "u", "2");
            await Store.Require<ISessionRetention>().SetExpiryAsync(_session, Fixture.Clock.GetUtcNow());
            await Fixture.AdvanceAsync(TimeSpan.FromSeconds(1));

            await begin();
            if (Store.Find<IStoreIntegrity>() is { } integrity) Assert.Empty(await integrity.CheckIntegrityAsync());
            var report = await EraseAsync();

            Assert.Equal((0, 2), (report.Sessions, report.TakenOver));
            foreach (var copy in new[] { fork, second })
            {
                Assert.Equal(["1"], await Store.ContentsAsync(copy));
                Assert.Null(await ValueAsync(copy));
            }

            Assert.Null((await Store.FamilyAsync(fork)).ParentId);
            Assert.True(await Store.DeleteSessionAsync(_session));
            await NothingIsLeftAsync();
        }
    }

    [Promise]
    public async Task A_session_that_loses_no_text_stays_as_it_was()
    {
        await SayAsync(_others, "w", "0", "1");
        var theirs = await ForkAsync(_others, "u");
        await Store.Require<ISessionCatalog>().UpdateSessionAsync(theirs, new() { Title = $"{Secret} title" });
        await Store.SummarizeAsync(theirs, 0, 1, "what w said");
        var fork = await ForkAsync(theirs, "v");
        await Store.RevertAsync(fork, 0);
        await Store.RevertAsync(fork, (await Store.Require<ISessionCheckpoints>().ListCheckpointsAsync(fork))[^1].Id);
        var before = await DescribeAsync();
        await Fixture.AdvanceAsync(TimeSpan.FromSeconds(1));

        var report = await Store.Require<ISessionRetention>().EraseUserAsync("u");

        Assert.Equal((1, 0), (report.Sessions, report.TakenOver));
        Assert.Equal(before, await DescribeAsync());
        Assert.Equal(["what w said"], await Store.SummariesAsync(fork));
        Assert.Null((await Store.Require<ISessionCatalog>().GetSessionAsync(fork))!.Title);
        await NothingIsLeftAsync();

        async Task<(long, DateTimeOffset, int?)> DescribeAsync()
        {
            var data = (await Store.Require<ISessionCatalog>().GetSessionAsync(fork))!;
            return (data.Version, data.UpdatedAt, (await Store.FamilyAsync(fork)).ForkedAt);
        }
    }

    [Promise]
    public async Task Sessions_whose_time_is_over_are_erased_and_counted_too()
    {
        await SayAsync(_session, "u", $"{Secret} 0");
        var fork = await ForkAsync(_session, "u");
        await ForkAsync(fork, "u");
        foreach (var session in new[] { _session, fork }) await Store.Require<ISessionRetention>().SetExpiryAsync(session, Fixture.Clock.GetUtcNow());
        await Fixture.AdvanceAsync(TimeSpan.FromSeconds(1));

        var report = await EraseAsync();

        Assert.Equal((3, 3), (report.Sessions, report.Messages));
        await NothingIsLeftAsync();
    }

    [Promise]
    public async Task A_tool_group_of_which_a_part_goes_goes_whole()
    {
        var call = JsonSerializer.SerializeToElement(new[] { new { id = "c1", name = Secret } });
        await Store.Require<ITurnLog>().WriteTurnAsync(new(_session) { UserId = "u", Messages = [new("user", $"{Secret} 0"), new("assistant", "") { Metadata = new() { ToolCalls = call } }] });
        var fork = await ForkAsync(_session, "v");
        await Store.Require<ITurnLog>().WriteTurnAsync(new(fork) { Messages = [new("tool", "result") { Metadata = new() { ToolCallId = "c1" } }, new("assistant", "then")] });

        await EraseAsync();

        Assert.Equal(["then"], await Store.ContentsAsync(fork));
        await NothingIsLeftAsync();
    }

    [Promise]
    public async Task A_session_that_was_handed_over_belongs_whole_to_its_new_owner()
    {
        await SayAsync(_session, "u", "0", "1");
        await OwnAsync(_session, "v");

        var report = await Store.Require<ISessionRetention>().EraseUserAsync("u");

        Assert.Equal(new ErasureReport(0, 0, 0, 0), report);
        Assert.Equal(["0", "1"], await Store.ContentsAsync(_session));
    }

    [Promise]
    public async Task What_was_taken_over_before_a_session_was_handed_over_is_its_last_owners_when_it_is_deleted()
    {
        var ownerless = Some.Session();
        await SayAsync(_session, "w", $"{Secret} 0");
        await Store.AddAsync(ownerless, $"{Secret} 1");
        await SayAsync(_others, "v", "mine");
        var copies = new List<string>();
        foreach (var session in new[] { _session, ownerless })
        {
            var fork = await ForkAsync(session, "v");
            copies.AddRange(fork, await ForkAsync(fork, "v"), (await Versions.MergeAsync(_others, session, new() { TargetId = Some.Session() })).SessionId);
        }

        await OwnAsync(_session, "u");
        await SayAsync(ownerless, "u", "2");
        foreach (var session in new[] { _session, ownerless, copies[0], copies[3] }) await Store.DeleteSessionAsync(session);
        var report = await EraseAsync();

        Assert.Equal((0, 4), (report.Sessions, report.TakenOver));
        foreach (var (copy, rest) in new[] { (1, Array.Empty<string>()), (2, ["mine"]), (4, []), (5, ["mine"]) }) Assert.Equal(rest, await Store.ContentsAsync(copies[copy]));
        await NothingIsLeftAsync();
    }

    private async Task SayAsync(string session, string user, params string[] contents) =>
        await Store.Require<ITurnLog>().WriteTurnAsync(new(session) { UserId = user, Messages = [.. contents.Select(static content => new SessionMessage("user", content))] });

    private async Task<string> ForkAsync(string parent, string user, string? title = null)
    {
        var fork = await Store.Require<ISessionBranching>().ForkSessionAsync(parent, title: title);
        await OwnAsync(fork, user);
        return fork;
    }

    private async Task OwnAsync(string session, string user) => await Store.Require<ISessionCatalog>().UpdateSessionAsync(session, new() { UserId = user });

    private async Task SetAsync(string session, string key, string value) =>
        await Store.Require<ISessionState>().SetStateAsync(StateScope.Session(session), key, JsonSerializer.SerializeToElement(value));

    private async Task<string?> ValueAsync(string session) => (await Store.Require<ISessionState>().GetStateAsync(StateScope.Session(session), "key"))?.Value?.GetString();

    private async Task<ErasureReport> EraseAsync()
    {
        Assert.NotEmpty(await FindAsync(Secret));
        if (Fixture.SurvivesRestart) Assert.True(await Fixture.HoldsAsync(Secret), "the search over the files finds nothing at all");
        return await Store.Require<ISessionRetention>().EraseUserAsync("u");
    }

    private async Task NothingIsLeftAsync()
    {
        Assert.Empty(await FindAsync(Secret));
        Assert.False(await Fixture.HoldsAsync(Secret), "a file still holds the text");
        if (Store.Find<IStoreIntegrity>() is { } integrity) Assert.Empty(await integrity.CheckIntegrityAsync());
        Assert.Equal(0, (await Store.Require<ISessionRetention>().EraseUserAsync("u")).TakenOver);
    }

    private async Task<IReadOnlyList<SearchHit>> FindAsync(string text) => await Store.Require<ISessionSearch>().SearchAsync(new SearchQuery(text) { Everyone = true });
}
