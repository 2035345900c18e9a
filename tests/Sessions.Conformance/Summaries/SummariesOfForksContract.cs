namespace Bots.Sessions.Conformance;

/// <summary>The promises of <see cref="ISessionSummaries"/> about histories that go back and forth.</summary>
[ContractGroup(typeof(ISessionSummaries), typeof(ISessionBranching), typeof(ISessionCheckpoints))]
public abstract class SummariesOfForksContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private readonly string _session = Some.Session();

    [Promise]
    public async Task A_revert_behind_it_hides_it_and_the_way_back_shows_it_again()
    {
        await Store.AddAsync(_session, "0", "1", "2");
        await Store.SummarizeAsync(_session, 0, 2, "all");
        await Store.SummarizeAsync(_session, 0, 1, "beginning");

        var undo = await Store.RevertAsync(_session, 1);
        var there = await Store.SummariesAsync(_session);
        await Store.AddAsync(_session, "other");
        Assert.Equal(["beginning"], await Store.SummariesAsync(_session));
        await Store.RevertAsync(_session, undo.Id);

        Assert.Equal(["beginning"], there);
        Assert.Equal(["beginning", "all"], await Store.SummariesAsync(_session));
    }

    [Promise]
    public async Task A_fork_that_takes_the_whole_range_over_sees_it_as_well()
    {
        await Store.AddAsync(_session, "0", "1", "2");
        await Store.SummarizeAsync(_session, 0, 2, "all");
        await Store.SummarizeAsync(_session, 0, 1, "beginning");

        var (whole, part) = (await Store.ForkAsync(_session), await Store.ForkAsync(_session, 1));

        Assert.Equal(["beginning", "all"], await Store.SummariesAsync(whole));
        Assert.Equal(["beginning"], await Store.SummariesAsync(part));
        await Store.AddAsync(part, "2");
        Assert.Equal(["beginning"], await Store.SummariesAsync(part));
    }

    [Promise]
    public async Task From_then_on_each_side_has_its_own()
    {
        await Store.AddAsync(_session, "0", "1");
        await Store.SummarizeAsync(_session, 0, 1, "first");
        var fork = await Store.ForkAsync(_session);

        await Store.SummarizeAsync(fork, 0, 1, "second");
        await Store.SummarizeAsync(_session, 0, 0, "third");

        Assert.Equal(["third", "first"], await Store.SummariesAsync(_session));
        Assert.Equal(["second"], await Store.SummariesAsync(fork));
        await Store.DeleteSessionAsync(_session);
        Assert.Equal(["second"], await Store.SummariesAsync(fork));
    }
}
