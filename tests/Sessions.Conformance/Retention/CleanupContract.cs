using Bots.Sessions.Delivery;

namespace Bots.Sessions.Conformance;

/// <summary>The promises of <see cref="ISessionRetention.CleanupAsync"/>.</summary>
[ContractGroup(typeof(ISessionRetention), typeof(IInbox), typeof(IOutbox), typeof(ISessionAliases), typeof(ISessionBranching))]
public abstract class CleanupContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private const string Host = "host";

    private ISessionRetention Retention => Store.Require<ISessionRetention>();

    [Promise]
    public async Task What_was_not_updated_for_so_long_is_erased()
    {
        var (old, kept, fresh) = (await StartAsync(), await StartAsync(), Some.Session());
        await Fixture.AdvanceAsync(TimeSpan.FromDays(2));
        await Store.AddAsync(kept, "again");
        await Store.AddAsync(fresh, "new");

        var erased = await Retention.CleanupAsync(TimeSpan.FromDays(1));

        Assert.Equal([old], erased);
        Assert.Equal((false, true, true), (await Store.SessionExistsAsync(old), await Store.SessionExistsAsync(kept), await Store.SessionExistsAsync(fresh)));
        Assert.Empty(await Retention.CleanupAsync(TimeSpan.FromDays(1)));
    }

    [Promise]
    public async Task Expired_sessions_are_erased_by_every_cleanup()
    {
        var (expired, old) = (await StartAsync(), await StartAsync());
        await Retention.SetExpiryAsync(expired, Fixture.Clock.GetUtcNow().AddHours(1));
        Assert.Empty(await Retention.CleanupAsync(null));
        await Fixture.AdvanceAsync(TimeSpan.FromDays(2));

        Assert.Equal([expired], await Retention.CleanupAsync(null));
        Assert.Empty(await Retention.CleanupAsync(null));
        Assert.True(await Store.SessionExistsAsync(old));
    }

    [Promise]
    public async Task A_dry_run_says_what_would_be_erased_and_erases_nothing()
    {
        var (expired, old) = (await StartAsync(), await StartAsync());
        await Retention.SetExpiryAsync(expired, Fixture.Clock.GetUtcNow().AddHours(1));
        await Fixture.AdvanceAsync(TimeSpan.FromDays(2));

        var would = await Retention.CleanupAsync(TimeSpan.FromDays(1), dryRun: true);
        Assert.Equal(["text"], await Store.ContentsAsync(old));
        var does = await Retention.CleanupAsync(TimeSpan.FromDays(1));

        Assert.Equal(new[] { expired, old }.Order(StringComparer.Ordinal), would.Order(StringComparer.Ordinal));
        Assert.Equal(would, does);
    }

    [Promise]
    public async Task A_session_in_use_is_left_alone()
    {
        var (asked, aliased, sending, expired, done) = (await StartAsync(), await StartAsync(), await StartAsync(), await StartAsync(), await StartAsync());
        var key = Some.Session();
        await Store.Require<ISessionAliases>().SetAsync(key, aliased);
        await Store.Require<IInbox>().AcceptAsync([Some.Inbound(asked), Some.Inbound(key), Some.Inbound(expired)], Host);
        await Store.Require<IOutbox>().EnqueueAsync([Some.Reply() with { SessionKey = sending }], Host);
        var sent = await Store.Require<IOutbox>().EnqueueOneAsync(Some.Reply() with { SessionKey = done }, Host);
        await Store.Require<IOutbox>().UpdateAsync(sent, new DeliveryOutcome.Delivered("receipt"));
        await Retention.SetExpiryAsync(expired, Fixture.Clock.GetUtcNow().AddHours(1));
        await Fixture.AdvanceAsync(TimeSpan.FromDays(2));

        Assert.Equal([done], await Retention.CleanupAsync(TimeSpan.FromDays(1), dryRun: true));
        Assert.Equal([done], await Retention.CleanupAsync(TimeSpan.FromDays(1)));

        foreach (var session in new[] { asked, aliased, sending }) Assert.Equal(["text"], await Store.ContentsAsync(session));
    }

    [Promise]
    public async Task A_fork_outlives_the_parent_that_is_cleaned_up()
    {
        var parent = await StartAsync();
        await Fixture.AdvanceAsync(TimeSpan.FromDays(2));
        var fork = await Store.ForkAsync(parent);

        Assert.Equal([parent], await Retention.CleanupAsync(TimeSpan.FromDays(1)));

        Assert.Equal(["text"], await Store.ContentsAsync(fork));
        Assert.Null((await Store.FamilyAsync(fork)).ParentId);
    }

    [Promise]
    public async Task However_long_a_time_is_asked_for_nothing_goes_wrong()
    {
        await StartAsync();

        Assert.Empty(await Retention.CleanupAsync(TimeSpan.MaxValue));
    }

    [Promise]
    public async Task A_time_below_zero_is_refused_and_erases_nothing()
    {
        var session = await StartAsync();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Retention.CleanupAsync(TimeSpan.FromDays(-1)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Retention.CleanupAsync(TimeSpan.FromDays(-1), dryRun: true));

        Assert.Equal(["text"], await Store.ContentsAsync(session));
    }

    private async Task<string> StartAsync()
    {
        var session = Some.Session();
        await Store.AddAsync(session, "text");
        return session;
    }
}
