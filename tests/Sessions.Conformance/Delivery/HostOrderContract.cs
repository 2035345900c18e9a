using Bots.Sessions.Delivery;

namespace Bots.Sessions.Conformance;

/// <summary>Several hosts on one backend keep the order of a session and of a chat.</summary>
[ContractGroup(typeof(IInbox), typeof(IOutbox), typeof(ITurnLog))]
public abstract class HostOrderContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private IInbox Inbox => Store.Require<IInbox>();

    private IOutbox Outbox => Store.Require<IOutbox>();

    [Promise]
    public async Task An_entry_is_held_up_uncharged_while_a_living_host_has_an_older_one_of_its_session()
    {
        var (older, newer) = await AcceptAtTwoHostsAsync();

        var heldUp = await Inbox.BeginAsync(newer.Id, "host-2", inOrder: true);
        var first = await Inbox.BeginAsync(older.Id, "host-1", inOrder: true);
        var still = await Inbox.BeginAsync(newer.Id, "host-2", inOrder: true);

        Assert.Equal((true, 0), (heldUp?.IsHeldUp, heldUp?.Attempts));
        Assert.Equal((false, 1), (first?.IsHeldUp, first?.Attempts));
        Assert.Equal((true, 0), (still?.IsHeldUp, still?.Attempts));
        Assert.Equal([false, false], (await Inbox.ListAsync(InboxState.Open)).Select(static entry => entry.IsHeldUp));
    }

    [Promise]
    public async Task Whoever_asks_for_no_order_is_not_held_up()
    {
        var (_, newer) = await AcceptAtTwoHostsAsync();

        var entry = await Inbox.BeginAsync(newer.Id, "host-2");

        Assert.Equal((false, 1), (entry?.IsHeldUp, entry?.Attempts));
    }

    [Promise]
    public async Task An_older_entry_that_is_done_or_dead_holds_nothing_up()
    {
        var (done, newer) = await AcceptAtTwoHostsAsync();
        var dead = await Inbox.AcceptOneAsync(Some.Inbound("session"), "host-1");
        var newest = await Inbox.AcceptOneAsync(Some.Inbound("session"), "host-2");
        await CompleteAsync(done.Id, "host-1");
        await CompleteAsync(newer.Id, "host-2");

        Assert.True((await Inbox.BeginAsync(newest.Id, "host-2", inOrder: true))?.IsHeldUp);
        await Inbox.UpdateAsync((await Inbox.BeginAsync(dead.Id, "host-1", inOrder: true))!.Claim, new InboxChange.Dead("too hard"));

        Assert.Equal((false, 1), await BeginAsync(newest.Id, "host-2"));
    }

    [Promise]
    public async Task Ones_own_older_entries_those_of_other_sessions_and_newer_ones_hold_nothing_up()
    {
        await Inbox.ClaimAsync("host-1", Lease);
        await Inbox.ClaimAsync("host-2", Lease);
        await Inbox.AcceptOneAsync(Some.Inbound("another session"), "host-1");
        await Inbox.AcceptOneAsync(Some.Inbound("session"), "host-2");
        var mine = await Inbox.AcceptOneAsync(Some.Inbound("session"), "host-2");
        await Inbox.AcceptOneAsync(Some.Inbound("session"), "host-1");

        Assert.Equal((false, 1), await BeginAsync(mine.Id, "host-2"));
    }

    [Promise]
    public async Task An_entry_of_a_host_without_a_lease_holds_nothing_up()
    {
        await Inbox.ClaimAsync("host-2", Lease);
        await Inbox.AcceptOneAsync(Some.Inbound("session"), "never-claimed");
        var mine = await Inbox.AcceptOneAsync(Some.Inbound("session"), "host-2");

        Assert.Equal((false, 1), await BeginAsync(mine.Id, "host-2"));
    }

    [Promise]
    public async Task When_the_lease_of_the_other_has_ended_the_older_entry_is_taken_over_and_goes_first()
    {
        var (older, newer) = await AcceptAtTwoHostsAsync();
        await Fixture.AdvanceAsync(Lease * 2);

        // Nobody slips through between the end of the lease and the takeover.
        Assert.True((await Inbox.BeginAsync(newer.Id, "host-2", inOrder: true))?.IsHeldUp);
        var taken = await Inbox.ClaimAsync("host-2", Lease);

        Assert.Equal(older.Id, Assert.Single(taken).Id);
        Assert.Equal((false, 1), await BeginAsync(older.Id, "host-2"));
        Assert.Equal((false, 1), await BeginAsync(newer.Id, "host-2"));
    }

    [Promise]
    public async Task Only_those_who_may_begin_an_entry_learn_of_it()
    {
        var (_, newer) = await AcceptAtTwoHostsAsync();

        Assert.Null(await Inbox.BeginAsync(newer.Id, "host-3", inOrder: true));
        Assert.Null(await Inbox.BeginAsync(newer.Id + 1_000, "host-2", inOrder: true));
    }

    [Promise]
    public async Task A_reply_is_held_up_while_a_living_host_has_an_older_one_for_its_chat()
    {
        await Inbox.ClaimAsync("host-1", Lease);
        await Inbox.ClaimAsync("host-2", Lease);
        await Outbox.EnqueueAsync([Some.Reply("mine before", "chat-1")], "host-2");
        var theirs = await Outbox.EnqueueOneAsync(Some.Reply("theirs", "chat-1"), "host-1");
        await Outbox.EnqueueAsync([Some.Reply("mine after", "chat-1"), Some.Reply("elsewhere", "chat-2")], "host-2");

        Assert.Equal([("mine before", false), ("mine after", true), ("elsewhere", false)], await PendingAsync("host-2"));
        Assert.Equal([("theirs", true)], await PendingAsync("host-1"));
        await Outbox.UpdateAsync((await Outbox.PendingAsync("host-2"))[0].Id, new DeliveryOutcome.Delivered("message-1"));
        Assert.Equal([("theirs", false)], await PendingAsync("host-1"));
        await Outbox.UpdateAsync(theirs, new DeliveryOutcome.Parked("blocked"));
        Assert.Equal([("mine after", false), ("elsewhere", false)], await PendingAsync("host-2"));
    }

    private async Task<(InboxTicket Older, InboxTicket Newer)> AcceptAtTwoHostsAsync()
    {
        await Inbox.ClaimAsync("host-1", Lease);
        await Inbox.ClaimAsync("host-2", Lease);
        return (await Inbox.AcceptOneAsync(Some.Inbound("session"), "host-1"), await Inbox.AcceptOneAsync(Some.Inbound("session"), "host-2"));
    }

    private async Task<(bool? IsHeldUp, int? Attempts)> BeginAsync(long id, string owner)
    {
        var entry = await Inbox.BeginAsync(id, owner, inOrder: true);
        return (entry?.IsHeldUp, entry?.Attempts);
    }

    private async Task CompleteAsync(long id, string owner)
    {
        var entry = await Inbox.BeginAsync(id, owner, inOrder: true);
        Assert.False(entry?.IsHeldUp);
        await Store.Require<ITurnLog>().WriteTurnAsync(new("session") { Completes = [entry!.Claim], Owner = owner });
    }

    private async Task<IEnumerable<(string, bool)>> PendingAsync(string owner) =>
        (await Outbox.PendingAsync(owner)).Select(static entry => (entry.Message.Payload, entry.IsHeldUp));
}
