using Bots.Sessions.Delivery;

namespace Bots.Sessions.Conformance;

/// <summary>Several hosts on the same data share inbox, outbox and turns without doing anything twice.</summary>
[ContractGroup(typeof(ITurnLog), typeof(ISessionCatalog), typeof(IInbox), typeof(IOutbox), typeof(ISessionAliases), NeedsSharing = true)]
public abstract class SharedDeliveryContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private readonly string _session = Some.Session();

    [Promise]
    public async Task The_same_update_at_two_hosts_gets_one_ticket()
    {
        var stores = new[] { Store, await OpenAnotherAsync() };

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(number => Task.Run(async () =>
            await stores[number % 2].Require<IInbox>().AcceptAsync([Some.Inbound(dedupeId: $"{number / 2}")], $"host-{number % 2}"))));

        var tickets = answers.SelectMany(static answer => answer).OfType<InboxTicket>().ToArray();
        Assert.Equal(20, tickets.Length);
        Assert.Equal(20, tickets.Select(static ticket => ticket.Id).Distinct().Count());
    }

    [Promise]
    public async Task An_entry_taken_over_by_one_host_is_lost_for_the_other()
    {
        var other = await OpenAnotherAsync();
        await Store.Require<IInbox>().ClaimAsync("host-1", TimeSpan.FromSeconds(30));
        var former = await Store.Require<IInbox>().BeginOneAsync(Some.Inbound(_session), "host-1");
        await Fixture.AdvanceAsync(TimeSpan.FromMinutes(1));

        await other.Require<IInbox>().ClaimAsync("host-2", TimeSpan.FromSeconds(30));

        var late = await Store.Require<ITurnLog>().WriteTurnAsync(Answer(former, "host-1"));
        var entry = await other.Require<IInbox>().BeginAsync(former.Claim.Id, "host-2");
        var now = await other.Require<ITurnLog>().WriteTurnAsync(Answer(entry!, "host-2"));
        Assert.Equal((TurnWriteStatus.ClaimLost, TurnWriteStatus.Written), (late.Status, now.Status));
        Assert.Equal(["ask"], await Store.ContentsAsync(_session));
    }

    [Promise]
    public async Task A_turn_finished_at_two_hosts_stands_once()
    {
        var other = await OpenAnotherAsync();
        var entry = await Store.Require<IInbox>().BeginOneAsync(Some.Inbound(_session), "host-1");

        var results = await Task.WhenAll(new[] { Store, other }.Select(store =>
            Task.Run(async () => await store.Require<ITurnLog>().WriteTurnAsync(Answer(entry, "host-1")))));

        Assert.Equal([TurnWriteStatus.Written, TurnWriteStatus.AlreadyWritten], results.Select(static result => result.Status).Order());
        Assert.Equal(["ask"], await other.ContentsAsync(_session));
        Assert.Equal(["reply"], await other.Require<IOutbox>().PayloadsAsync("host-1"));
    }

    [Promise]
    public async Task An_alias_set_by_one_host_leads_the_other()
    {
        var other = await OpenAnotherAsync();
        Assert.Equal("key", await other.Require<ISessionAliases>().ResolveAsync("key"));

        await Store.Require<ISessionAliases>().SetAsync("key", "elsewhere");

        Assert.Equal("elsewhere", await other.Require<ISessionAliases>().ResolveAsync("key"));
    }

    private TurnWrite Answer(InboxEntry entry, string owner) =>
        new(_session) { Messages = [Some.Message("ask")], Completes = [entry.Claim], Sends = [Some.Reply("reply")], Owner = owner };
}
