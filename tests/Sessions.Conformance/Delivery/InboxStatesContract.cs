using Bots.Sessions.Delivery;

namespace Bots.Sessions.Conformance;

/// <summary>What may become of an inbox entry, within one host.</summary>
[ContractGroup(typeof(IInbox))]
public abstract class InboxStatesContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private const string Host = "host-1";

    private IInbox Inbox => Store.Require<IInbox>();

    [Promise]
    public async Task A_preview_is_remembered()
    {
        var entry = await Inbox.BeginOneAsync(Some.Inbound(), Host);

        Assert.True(await Inbox.UpdateAsync(entry.Claim, new InboxChange.PreviewShown("message-9")));

        Assert.Equal("message-9", (await Inbox.BeginAsync(entry.Claim.Id, Host))?.PreviewId);
    }

    [Promise]
    public async Task A_released_entry_is_not_charged()
    {
        var entry = await Inbox.BeginOneAsync(Some.Inbound(), Host);

        Assert.True(await Inbox.UpdateAsync(entry.Claim, new InboxChange.Released()));

        Assert.Equal(0, Assert.Single(await Inbox.ListAsync(InboxState.Open)).Attempts);
        Assert.Equal(1, (await Inbox.BeginAsync(entry.Claim.Id, Host))?.Attempts);
    }

    [Promise]
    public async Task A_dead_entry_keeps_its_payload_and_its_reason_and_cannot_be_begun()
    {
        var message = Some.Inbound(payload: "the text");
        var entry = await Inbox.BeginOneAsync(message, Host);

        Assert.True(await Inbox.UpdateAsync(entry.Claim, new InboxChange.Dead("the model is gone")));

        Assert.Null(await Inbox.BeginAsync(entry.Claim.Id, Host));
        Assert.Empty(await Inbox.ListAsync(InboxState.Open));
        var dead = Assert.Single(await Inbox.ListAsync(InboxState.Dead));
        Assert.Equal((message, InboxState.Dead, "the model is gone"), (dead.Message, dead.State, dead.Error));
    }

    [Promise]
    public async Task A_dead_update_is_not_accepted_again()
    {
        var entry = await Inbox.BeginOneAsync(Some.Inbound(dedupeId: "7"), Host);
        await Inbox.UpdateAsync(entry.Claim, new InboxChange.Dead("given up"));

        Assert.Equal([null], await Inbox.AcceptAsync([Some.Inbound(dedupeId: "7")], Host));
    }

    [Promise]
    public async Task A_reopened_entry_waits_for_the_next_claim_with_no_attempts_charged()
    {
        var entry = await Inbox.BeginOneAsync(Some.Inbound(), Host);
        await Inbox.UpdateAsync(entry.Claim, new InboxChange.Dead("given up"));
        var dead = Assert.Single(await Inbox.ListAsync(InboxState.Dead));

        Assert.True(await Inbox.UpdateAsync(dead.Claim, new InboxChange.Reopened()));

        var claimed = Assert.Single(await Inbox.ClaimAsync(Host, TimeSpan.FromMinutes(1)));
        var again = await Inbox.BeginAsync(claimed.Id, Host);
        Assert.Equal((dead.Claim.Id, 1, InboxState.Open), (claimed.Id, again?.Attempts, again?.State));
        Assert.Equal(entry.Message, again?.Message);
        Assert.Null(again?.Error);
    }

    [Promise]
    public async Task A_discarded_entry_is_done_its_payload_is_erased_and_its_update_stays_known()
    {
        var entry = await Inbox.BeginOneAsync(Some.Inbound(dedupeId: "7", payload: "the text"), Host);
        Assert.False(await Inbox.UpdateAsync(entry.Claim, new InboxChange.Discarded()));
        await Inbox.UpdateAsync(entry.Claim, new InboxChange.Dead("given up"));

        Assert.True(await Inbox.UpdateAsync(entry.Claim, new InboxChange.Discarded()));

        Assert.Empty(await Inbox.ListAsync(InboxState.Dead));
        var done = Assert.Single(await Inbox.ListAsync(InboxState.Done));
        Assert.Equal(("", null), (done.Message.Payload, done.Error));
        Assert.Equal([null], await Inbox.AcceptAsync([Some.Inbound(dedupeId: "7")], Host));
        Assert.False(await Inbox.UpdateAsync(entry.Claim, new InboxChange.Discarded()));
        Assert.False(await Inbox.UpdateAsync(entry.Claim, new InboxChange.Reopened()));
    }

    [Promise]
    public async Task Only_a_dead_entry_can_be_reopened_and_only_an_open_one_changed()
    {
        var entry = await Inbox.BeginOneAsync(Some.Inbound(), Host);

        Assert.False(await Inbox.UpdateAsync(entry.Claim, new InboxChange.Reopened()));
        await Inbox.UpdateAsync(entry.Claim, new InboxChange.Dead("given up"));

        Assert.False(await Inbox.UpdateAsync(entry.Claim, new InboxChange.PreviewShown("p")));
        Assert.False(await Inbox.UpdateAsync(entry.Claim, new InboxChange.Released()));
        Assert.False(await Inbox.UpdateAsync(entry.Claim, new InboxChange.Dead("again")));
        Assert.Equal("given up", Assert.Single(await Inbox.ListAsync(InboxState.Dead)).Error);
    }

    [Promise]
    public async Task A_wrong_fence_or_entry_changes_nothing()
    {
        var entry = await Inbox.BeginOneAsync(Some.Inbound(), Host);

        Assert.False(await Inbox.UpdateAsync(entry.Claim with { Fence = entry.Claim.Fence + 1 }, new InboxChange.Dead("no")));
        Assert.False(await Inbox.UpdateAsync(entry.Claim with { Id = entry.Claim.Id + 1_000 }, new InboxChange.Dead("no")));
        Assert.Empty(await Inbox.ListAsync(InboxState.Dead));
    }
}
