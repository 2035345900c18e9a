using Bots.Sessions.Delivery;

namespace Bots.Sessions.Conformance;

/// <summary>A turn whose claim, version or id does not hold changes nothing: no history, no inbox, no outbox.</summary>
[ContractGroup(typeof(ITurnLog), typeof(ISessionCatalog), typeof(IInbox), typeof(IOutbox))]
public abstract class RefusedTurnsContract<TFixture> : AnsweredTurns<TFixture>
    where TFixture : StoreFixture, new()
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    [Promise]
    public async Task A_lost_claim_changes_nothing()
    {
        await Inbox.ClaimAsync(Host, Lease);
        var entry = await BeginAsync();
        await Fixture.AdvanceAsync(Lease * 2);
        await Inbox.ClaimAsync("host-2", Lease);

        var result = await WriteAsync(Answer(entry));

        Assert.Equal((TurnWriteStatus.ClaimLost, 0), (result.Status, result.Version));
        await AssertNothingWrittenAsync();
        Assert.Single(await Inbox.ListAsync(InboxState.Open));
    }

    [Promise]
    public async Task The_new_owner_answers_and_the_former_owner_learns_that_it_is_done()
    {
        await Inbox.ClaimAsync(Host, Lease);
        var former = await BeginAsync();
        await Fixture.AdvanceAsync(Lease * 2);
        await Inbox.ClaimAsync("host-2", Lease);
        var entry = await Inbox.BeginAsync(former.Claim.Id, "host-2");

        var now = await WriteAsync(Answer(entry!) with { Owner = "host-2" });
        var late = await WriteAsync(Answer(former));

        Assert.Equal((TurnWriteStatus.Written, TurnWriteStatus.AlreadyWritten), (now.Status, late.Status));
        Assert.Equal(["ask", "answer"], await Store.ContentsAsync(Session));
        Assert.Equal(["reply"], await Outbox.PayloadsAsync("host-2"));
        Assert.Empty(await Outbox.PendingAsync(Host));
    }

    [Promise]
    public async Task A_claim_on_an_unknown_or_dead_entry_is_lost()
    {
        var entry = await BeginAsync();
        await Inbox.UpdateAsync(entry.Claim, new InboxChange.Dead("given up"));

        Assert.Equal(TurnWriteStatus.ClaimLost, (await WriteAsync(Answer(entry))).Status);
        Assert.Equal(TurnWriteStatus.ClaimLost, (await WriteAsync(Answer(entry) with { Completes = [new InboxClaim(4_711, 1)] })).Status);
        await AssertNothingWrittenAsync();
    }

    [Promise]
    public async Task One_lost_claim_among_several_stops_the_whole_turn()
    {
        var (kept, lost) = (await BeginAsync(), await BeginAsync());
        await Inbox.UpdateAsync(lost.Claim, new InboxChange.Dead("given up"));

        var result = await WriteAsync(Answer(kept) with { Completes = [kept.Claim, lost.Claim] });

        Assert.Equal(TurnWriteStatus.ClaimLost, result.Status);
        await AssertNothingWrittenAsync();
        Assert.Equal(kept.Claim.Id, Assert.Single(await Inbox.ListAsync(InboxState.Open)).Claim.Id);
    }

    [Promise]
    public async Task One_entry_done_already_among_several_stops_the_whole_turn()
    {
        var (done, open) = (await BeginAsync(), await BeginAsync());
        await WriteAsync(Answer(done));

        var result = await WriteAsync(Answer(open) with { Completes = [done.Claim, open.Claim] });

        Assert.Equal(TurnWriteStatus.ClaimLost, result.Status);
        await AssertAnsweredOnceAsync();
        Assert.Equal(open.Claim.Id, Assert.Single(await Inbox.ListAsync(InboxState.Open)).Claim.Id);
    }

    [Promise]
    public async Task A_stale_version_keeps_the_entry_open_and_sends_nothing()
    {
        var entry = await BeginAsync();

        var result = await WriteAsync(Answer(entry) with { ExpectedVersion = 5 });

        Assert.Equal(TurnWriteStatus.VersionConflict, result.Status);
        await AssertNothingWrittenAsync();
        Assert.Equal(TurnWriteStatus.Written, (await WriteAsync(Answer(entry))).Status);
    }

    [Promise]
    public async Task A_repeated_turn_id_completes_and_sends_nothing()
    {
        var (first, second) = (await BeginAsync(), await BeginAsync());
        await WriteAsync(Answer(first) with { TurnId = "turn-1" });

        var result = await WriteAsync(Answer(second) with { TurnId = "turn-1" });

        Assert.Equal(TurnWriteStatus.AlreadyWritten, result.Status);
        await AssertAnsweredOnceAsync();
        Assert.Equal(second.Claim.Id, Assert.Single(await Inbox.ListAsync(InboxState.Open)).Claim.Id);
    }

    [Promise]
    public async Task Replies_without_an_owner_are_refused()
    {
        var entry = await BeginAsync();

        await Assert.ThrowsAnyAsync<ArgumentException>(() => WriteAsync(Answer(entry) with { Owner = null }));

        await AssertNothingWrittenAsync();
    }

    private async Task AssertNothingWrittenAsync()
    {
        Assert.False(await Store.SessionExistsAsync(Session));
        Assert.Empty(await Outbox.PendingAsync(Host));
        Assert.Empty(await Inbox.ListAsync(InboxState.Done));
    }
}
