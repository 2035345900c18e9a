using Bots.Sessions.Delivery;

namespace Bots.Sessions.Conformance;

/// <summary>Intake, replies and aliases survive a restart, as do claims: only a new owner has to take them over.</summary>
[ContractGroup(typeof(ITurnLog), typeof(ISessionCatalog), typeof(IInbox), typeof(IOutbox), typeof(ISessionAliases), NeedsRestart = true)]
public abstract class DeliveryRestartContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private readonly string _session = Some.Session();

    private IInbox Inbox => Store.Require<IInbox>();

    private IOutbox Outbox => Store.Require<IOutbox>();

    [Promise]
    public async Task The_next_start_takes_over_what_the_last_one_accepted()
    {
        var first = await Inbox.BeginOneAsync(Some.Inbound(_session), "start-1");
        await Inbox.UpdateAsync(first.Claim, new InboxChange.PreviewShown("message-9"));
        var second = await Inbox.AcceptOneAsync(Some.Inbound(_session), "start-1");

        await ReopenAsync();

        var taken = await Inbox.ClaimAsync("start-2", TimeSpan.FromMinutes(1), exclusive: true);
        Assert.Equal([first.Claim.Id, second.Id], taken.Select(static ticket => ticket.Id));
        var entry = await Inbox.BeginAsync(first.Claim.Id, "start-2");
        Assert.Equal((first.Message, 2, "message-9", first.AcceptedAt), (entry?.Message, entry?.Attempts, entry?.PreviewId, entry!.AcceptedAt));
    }

    [Promise]
    public async Task A_living_lease_holds_across_the_restart_of_another()
    {
        await Inbox.ClaimAsync("host-1", TimeSpan.FromMinutes(1));
        var ticket = await Inbox.AcceptOneAsync(Some.Inbound(), "host-1");

        await ReopenAsync();

        Assert.Empty(await Inbox.ClaimAsync("host-2", TimeSpan.FromMinutes(1)));
        await Fixture.AdvanceAsync(TimeSpan.FromMinutes(2));
        Assert.Equal([ticket], await Inbox.ClaimAsync("host-2", TimeSpan.FromMinutes(1)));
    }

    [Promise]
    public async Task An_answered_message_stays_answered()
    {
        var entry = await Inbox.BeginOneAsync(Some.Inbound(_session, "7"), "start-1");
        var turn = new TurnWrite(_session) { Messages = [Some.Message("ask")], Completes = [entry.Claim], Sends = [Some.Reply("reply")], Owner = "start-1" };
        var written = await Store.Require<ITurnLog>().WriteTurnAsync(turn);

        await ReopenAsync();

        Assert.Equal([null], await Inbox.AcceptAsync([Some.Inbound(_session, "7")], "start-2"));
        Assert.Empty(await Inbox.ClaimAsync("start-2", TimeSpan.FromMinutes(1), exclusive: true));
        var again = await Store.Require<ITurnLog>().WriteTurnAsync(turn);
        Assert.Equal((TurnWriteStatus.AlreadyWritten, written.Version), (again.Status, again.Version));
        Assert.Equal(["ask"], await Store.ContentsAsync(_session));
        Assert.Equal(["reply"], await Outbox.PayloadsAsync("start-2"));
    }

    [Promise]
    public async Task Replies_survive_as_they_stand_and_ids_go_on_growing()
    {
        var ids = await Outbox.EnqueueAsync([Some.Reply("delivered"), Some.Reply("parked"), Some.Reply("waiting") with { SessionKey = _session }], "start-1");
        await Outbox.UpdateAsync(ids[0], new DeliveryOutcome.Delivered("message-1"));
        await Outbox.UpdateAsync(ids[1], new DeliveryOutcome.Parked("blocked"));
        await Outbox.UpdateAsync(ids[2], new DeliveryOutcome.Retry(Fixture.Clock.GetUtcNow().AddMinutes(1), "429"));
        var waiting = Assert.Single(await Outbox.PendingAsync("start-1"));

        await ReopenAsync();
        await Inbox.ClaimAsync("start-2", TimeSpan.FromMinutes(1), exclusive: true);

        Assert.Equal([waiting with { Begun = 1 }], await Outbox.PendingAsync("start-2"));
        if (Store.Find<IDeliveryReceipts>() is { } receipts) Assert.Equal("message-1", Assert.Single(await receipts.ListReceiptsAsync()).Receipt);
        Assert.Equal(ids[1], Assert.Single(await Outbox.ListParkedAsync()).Id);
        Assert.False(await Outbox.UpdateAsync(ids[0], new DeliveryOutcome.Delivered("message-2")));
        Assert.True(await Outbox.EnqueueOneAsync(Some.Reply(), "start-2") > ids[2]);
    }

    [Promise]
    public async Task Ids_go_on_growing_when_everything_is_settled()
    {
        var entry = await Inbox.BeginOneAsync(Some.Inbound(_session), "start-1");
        var turn = await Store.Require<ITurnLog>().WriteTurnAsync(new TurnWrite(_session) { Completes = [entry.Claim], Sends = [Some.Reply()], Owner = "start-1" });
        await Outbox.UpdateAsync(turn.OutboxIds[0], new DeliveryOutcome.Delivered("message-1"));

        await ReopenAsync();
        await ReopenAsync();

        Assert.True((await Inbox.AcceptOneAsync(Some.Inbound(), "start-2")).Id > entry.Claim.Id);
        Assert.True(await Outbox.EnqueueOneAsync(Some.Reply(), "start-2") > turn.OutboxIds[0]);
    }

    [Promise]
    public async Task Dead_entries_and_aliases_survive()
    {
        var entry = await Inbox.BeginOneAsync(Some.Inbound(payload: "text"), "start-1");
        await Inbox.UpdateAsync(entry.Claim, new InboxChange.Dead("given up"));
        await Store.Require<ISessionAliases>().SetAsync("key", "elsewhere");

        await ReopenAsync();

        Assert.Equal(("text", "given up"), Assert.Single(await Inbox.ListAsync(InboxState.Dead)) is var dead ? (dead.Message.Payload, dead.Error) : default);
        Assert.Equal("elsewhere", await Store.Require<ISessionAliases>().ResolveAsync("key"));
    }
}
