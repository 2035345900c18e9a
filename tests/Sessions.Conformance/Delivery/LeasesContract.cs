using Bots.Sessions.Delivery;

namespace Bots.Sessions.Conformance;

/// <summary>What several hosts on one backend are promised: leases, fences and takeovers.</summary>
[ContractGroup(typeof(IInbox), typeof(IOutbox))]
public abstract class LeasesContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private IInbox Inbox => Store.Require<IInbox>();

    private IOutbox Outbox => Store.Require<IOutbox>();

    [Promise]
    public async Task A_first_claim_of_an_empty_inbox_takes_nothing() => Assert.Empty(await Inbox.ClaimAsync("host-1", Lease));

    [Promise]
    public async Task Ones_own_entries_are_not_taken_over()
    {
        await Inbox.ClaimAsync("host-1", Lease);
        var ticket = await Inbox.AcceptOneAsync(Some.Inbound(), "host-1");

        Assert.Empty(await Inbox.ClaimAsync("host-1", Lease));
        Assert.NotNull(await Inbox.BeginAsync(ticket.Id, "host-1"));
    }

    [Promise]
    public async Task A_living_lease_protects_its_entries()
    {
        await Inbox.ClaimAsync("host-1", Lease);
        var ticket = await Inbox.AcceptOneAsync(Some.Inbound(), "host-1");
        await Outbox.EnqueueAsync([Some.Reply()], "host-1");
        await Fixture.AdvanceAsync(Lease / 2);

        Assert.Empty(await Inbox.ClaimAsync("host-2", Lease));

        Assert.Empty(await Outbox.PendingAsync("host-2"));
        Assert.Null(await Inbox.BeginAsync(ticket.Id, "host-2"));
        Assert.NotNull(await Inbox.BeginAsync(ticket.Id, "host-1"));
    }

    [Promise]
    public async Task A_renewed_lease_protects_on()
    {
        await Inbox.ClaimAsync("host-1", Lease);
        await Inbox.AcceptOneAsync(Some.Inbound(), "host-1");
        for (var round = 0; round < 4; round++)
        {
            await Fixture.AdvanceAsync(Lease / 2);
            await Inbox.ClaimAsync("host-1", Lease);
        }

        Assert.Empty(await Inbox.ClaimAsync("host-2", Lease));
    }

    [Promise]
    public async Task When_a_lease_has_ended_another_host_takes_everything_over()
    {
        await Inbox.ClaimAsync("host-1", Lease);
        var tickets = await Inbox.AcceptAsync([Some.Inbound("a"), Some.Inbound("b"), Some.Inbound("a")], "host-1");
        await Outbox.EnqueueAsync([Some.Reply("one"), Some.Reply("two")], "host-1");
        await Fixture.AdvanceAsync(Lease * 2);

        var taken = await Inbox.ClaimAsync("host-2", Lease);

        Assert.Equal(tickets, taken);
        Assert.Equal(["one", "two"], await Outbox.PayloadsAsync("host-2"));
        Assert.Empty(await Outbox.PendingAsync("host-1"));
        Assert.Empty(await Inbox.ClaimAsync("host-2", Lease));
    }

    [Promise]
    public async Task After_a_takeover_the_former_owner_can_change_nothing()
    {
        await Inbox.ClaimAsync("host-1", Lease);
        var former = await Inbox.BeginOneAsync(Some.Inbound(), "host-1");
        await Fixture.AdvanceAsync(Lease * 2);
        await Inbox.ClaimAsync("host-2", Lease);

        Assert.False(await Inbox.UpdateAsync(former.Claim, new InboxChange.Dead("no")));
        Assert.False(await Inbox.UpdateAsync(former.Claim, new InboxChange.Released()));
        Assert.False(await Inbox.UpdateAsync(former.Claim, new InboxChange.PreviewShown("p")));
        Assert.Null(await Inbox.BeginAsync(former.Claim.Id, "host-1"));

        var entry = await Inbox.BeginAsync(former.Claim.Id, "host-2");
        Assert.True(entry?.Claim.Fence > former.Claim.Fence);
        Assert.Equal((2, null), (entry?.Attempts, entry?.PreviewId));
    }

    [Promise]
    public async Task After_a_takeover_the_former_owner_can_change_no_reply()
    {
        await Inbox.ClaimAsync("host-1", Lease);
        var id = await Outbox.EnqueueOneAsync(Some.Reply(), "host-1");
        Assert.True(await Outbox.UpdateAsync(id, new DeliveryOutcome.Begun(), "host-1"));
        await Fixture.AdvanceAsync(Lease * 2);
        await Inbox.ClaimAsync("host-2", Lease);
        var before = Assert.Single(await Outbox.PendingAsync("host-2"));

        Assert.False(await Outbox.UpdateAsync(id, new DeliveryOutcome.Begun(), "host-1"));
        Assert.False(await Outbox.UpdateAsync(id, new DeliveryOutcome.PreviewShown("late"), "host-1"));
        Assert.False(await Outbox.UpdateAsync(id, new DeliveryOutcome.Retry(DateTimeOffset.UnixEpoch, "late"), "host-1"));
        Assert.False(await Outbox.UpdateAsync(id, new DeliveryOutcome.Parked("late"), "host-1"));
        Assert.False(await Outbox.UpdateAsync(id, new DeliveryOutcome.Delivered("late"), "host-1"));

        Assert.Equal(before, Assert.Single(await Outbox.PendingAsync("host-2")));
        Assert.True(await Outbox.UpdateAsync(id, new DeliveryOutcome.Delivered("message-1"), "host-2"));
        Assert.Empty(await Outbox.PendingAsync("host-2"));
    }

    [Promise]
    public async Task A_host_can_ask_whether_its_claim_still_stands()
    {
        await Inbox.ClaimAsync("host-1", Lease);
        var former = await Inbox.BeginOneAsync(Some.Inbound(), "host-1");
        Assert.True(await Inbox.UpdateAsync(former.Claim, new InboxChange.Unchanged()));
        await Fixture.AdvanceAsync(Lease * 2);

        // Nobody came: a lease that has ended takes nothing away by itself.
        Assert.True(await Inbox.UpdateAsync(former.Claim, new InboxChange.Unchanged()));
        await Inbox.ClaimAsync("host-2", Lease);

        Assert.False(await Inbox.UpdateAsync(former.Claim, new InboxChange.Unchanged()));
        var entry = await Inbox.BeginAsync(former.Claim.Id, "host-2");
        Assert.Equal(former with { Claim = entry!.Claim, Attempts = 2 }, entry);
        await Inbox.UpdateAsync(entry.Claim, new InboxChange.Dead("given up"));
        Assert.False(await Inbox.UpdateAsync(entry.Claim, new InboxChange.Unchanged()));
    }

    [Promise]
    public async Task What_is_known_of_an_entry_goes_with_it()
    {
        await Inbox.ClaimAsync("host-1", Lease);
        var former = await Inbox.BeginOneAsync(Some.Inbound(), "host-1");
        await Inbox.UpdateAsync(former.Claim, new InboxChange.PreviewShown("message-9"));
        await Fixture.AdvanceAsync(Lease * 2);
        await Inbox.ClaimAsync("host-2", Lease);

        var entry = await Inbox.BeginAsync(former.Claim.Id, "host-2");

        Assert.Equal((former.Message, "message-9", 2), (entry?.Message, entry?.PreviewId, entry?.Attempts));
    }

    [Promise]
    public async Task Whoever_takes_an_entry_over_is_told_how_often_it_was_begun()
    {
        await Inbox.ClaimAsync("host-1", Lease);
        var begun = await Inbox.BeginOneAsync(Some.Inbound(), "host-1");
        await Inbox.BeginAsync(begun.Claim.Id, "host-1");
        var released = await Inbox.BeginOneAsync(Some.Inbound(), "host-1");
        await Inbox.UpdateAsync(released.Claim, new InboxChange.Released());
        await Fixture.AdvanceAsync(Lease * 2);

        Assert.Equal([2, 0], (await Inbox.ClaimAsync("host-2", Lease)).Select(static ticket => ticket.Attempts));
    }

    [Promise]
    public async Task Dead_entries_and_parked_replies_are_not_handed_out_again()
    {
        await Inbox.ClaimAsync("host-1", Lease);
        var dead = await Inbox.BeginOneAsync(Some.Inbound(), "host-1");
        await Inbox.UpdateAsync(dead.Claim, new InboxChange.Dead("given up"));
        var parked = await Outbox.EnqueueOneAsync(Some.Reply(), "host-1");
        await Outbox.UpdateAsync(parked, new DeliveryOutcome.Parked("blocked"));
        await Fixture.AdvanceAsync(Lease * 2);

        Assert.Empty(await Inbox.ClaimAsync("host-2", Lease));

        Assert.Empty(await Outbox.PendingAsync("host-2"));
        Assert.Single(await Inbox.ListAsync(InboxState.Dead));
        Assert.Single(await Outbox.ListParkedAsync());
    }

    [Promise]
    public async Task The_only_living_host_takes_over_without_waiting_for_leases()
    {
        await Inbox.ClaimAsync("host-1", TimeSpan.FromHours(1));
        var former = await Inbox.BeginOneAsync(Some.Inbound(), "host-1");
        await Outbox.EnqueueAsync([Some.Reply("one")], "host-1");

        var taken = await Inbox.ClaimAsync("host-2", Lease, exclusive: true);

        Assert.Equal(former.Claim.Id, Assert.Single(taken).Id);
        Assert.Equal(["one"], await Outbox.PayloadsAsync("host-2"));
        Assert.False(await Inbox.UpdateAsync(former.Claim, new InboxChange.Released()));
    }

    [Promise]
    public async Task Of_many_hosts_that_claim_at_once_one_gets_each_entry()
    {
        await Inbox.ClaimAsync("gone", Lease);
        var tickets = await Inbox.AcceptAsync([.. Enumerable.Range(0, 20).Select(static _ => Some.Inbound())], "gone");
        await Fixture.AdvanceAsync(Lease * 2);

        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(host => Task.Run(async () => await Inbox.ClaimAsync($"host-{host}", Lease))));

        Assert.Equal(tickets.Select(static ticket => ticket!.Id), taken.SelectMany(static list => list).Select(static ticket => ticket.Id).Order());
    }

    [Promise]
    public async Task A_host_that_lost_its_entries_can_claim_anew()
    {
        await Inbox.ClaimAsync("host-1", Lease);
        var ticket = await Inbox.AcceptOneAsync(Some.Inbound(), "host-1");
        await Fixture.AdvanceAsync(Lease * 2);
        await Inbox.ClaimAsync("host-2", Lease);
        await Fixture.AdvanceAsync(Lease * 2);

        Assert.Equal([ticket], await Inbox.ClaimAsync("host-1", Lease));
    }
}
