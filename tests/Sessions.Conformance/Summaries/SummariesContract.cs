namespace Bots.Sessions.Conformance;

/// <summary>The promises of <see cref="ISessionSummaries"/>.</summary>
[ContractGroup(typeof(ISessionSummaries))]
public abstract class SummariesContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private readonly string _session = Some.Session();

    private ISessionSummaries Summaries => Store.Require<ISessionSummaries>();

    [Promise]
    public async Task Summaries_are_listed_by_range_and_the_messages_stay_as_they_are()
    {
        await Store.AddAsync(_session, "0", "1", "2", "3");
        var before = await Store.GetChatHistoryAsync(_session);
        foreach (var (from, to) in new[] { (2, 3), (0, 3), (0, 1), (1, 1) }) Assert.True(await Store.SummarizeAsync(_session, from, to));

        var listed = await Summaries.ListSummariesAsync(_session);

        Assert.Equal([(0, 1), (0, 3), (1, 1), (2, 3)], listed.Select(static summary => (summary.FromIndex, summary.ToIndex)));
        Assert.Equal("0 to 1", listed[0].Text);
        Assert.Equal(SessionSummary.HashOf(before.Take(2)), listed[0].SourceHash);
        Assert.Equal(Fixture.Clock.GetUtcNow(), listed[0].CreatedAt);
        Assert.Equal(before, await Store.GetChatHistoryAsync(_session));
    }

    [Promise]
    public async Task A_later_one_over_the_same_range_takes_its_place()
    {
        await Store.AddAsync(_session, "0", "1");
        await Store.SummarizeAsync(_session, 0, 1, "first");
        await Store.SummarizeAsync(_session, 0, 0, "other");

        Assert.True(await Store.SummarizeAsync(_session, 0, 1, "second"));

        Assert.Equal(["other", "second"], await Store.SummariesAsync(_session));
    }

    [Promise]
    public async Task An_empty_text_an_unknown_range_and_other_sources_change_nothing()
    {
        await Store.AddAsync(_session, "0", "1");
        await Store.SummarizeAsync(_session, 0, 1, "kept");
        var hash = SessionSummary.HashOf(await Store.GetChatHistoryAsync(_session));

        foreach (var summary in new SessionSummary[]
        {
            new(0, 1, "", hash), new(0, 1, " \n", hash), new(0, 2, "text", hash), new(-1, 1, "text", hash), new(1, 0, "text", hash), new(2, 2, "text", hash),
            new(0, 1, "text", SessionSummary.HashOf([])), new(1, 1, "text", hash), new(0, 1, "text", ""),
        })
        {
            Assert.False(await Summaries.SaveSummaryAsync(_session, summary), summary.ToString());
        }

        Assert.False(await Summaries.SaveSummaryAsync(Some.Session(), new(0, 1, "text", hash)));
        Assert.Equal(["kept"], await Store.SummariesAsync(_session));
    }

    [Promise]
    public async Task Further_messages_leave_it_as_it_is()
    {
        await Store.AddAsync(_session, "0", "1");
        await Store.SummarizeAsync(_session, 0, 1, "kept");

        await Store.AddAsync(_session, "2");

        Assert.Equal(["kept"], await Store.SummariesAsync(_session));
    }

    [Promise]
    public async Task A_summary_is_removed_by_its_range_only()
    {
        await Store.AddAsync(_session, "0", "1");
        await Store.SummarizeAsync(_session, 0, 1);
        await Store.SummarizeAsync(_session, 0, 0);

        Assert.False(await Summaries.DeleteSummaryAsync(_session, 1, 1));
        Assert.True(await Summaries.DeleteSummaryAsync(_session, 0, 1));
        Assert.False(await Summaries.DeleteSummaryAsync(_session, 0, 1));
        Assert.False(await Summaries.DeleteSummaryAsync(Some.Session(), 0, 1));

        Assert.Equal(["0 to 0"], await Store.SummariesAsync(_session));
    }

    [Promise]
    public async Task Clearing_and_deleting_a_session_erase_its_summaries()
    {
        foreach (var erase in new Func<ValueTask<bool>>[] { () => Store.ClearSessionAsync(_session), () => Store.DeleteSessionAsync(_session) })
        {
            await Store.AddAsync(_session, "0", "1");
            await Store.SummarizeAsync(_session, 0, 1, "secret-summary");
            await erase();
            Assert.Empty(await Store.SummariesAsync(_session));
            Assert.False(await Fixture.HoldsAsync("secret-summary"));
            await Store.AddAsync(_session, "0", "1");
            Assert.Empty(await Store.SummariesAsync(_session));
            await Store.ClearSessionAsync(_session);
        }
    }

    [Promise]
    public async Task An_unknown_session_has_none() => Assert.Empty(await Store.SummariesAsync(_session));
}
