using Bots.Sessions.Delivery;

namespace Bots.Sessions.Conformance;

/// <summary>What <see cref="IOutbox"/> promises about replies that a platform does not take.</summary>
[ContractGroup(typeof(IOutbox))]
public abstract class ParkedRepliesContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private const string Host = "host-1";

    private IOutbox Outbox => Store.Require<IOutbox>();

    [Promise]
    public async Task A_parked_reply_is_kept_whole_for_operators()
    {
        var message = Some.Reply("text");
        var id = await Outbox.EnqueueOneAsync(message, Host);

        Assert.True(await Outbox.UpdateAsync(id, new DeliveryOutcome.Parked("blocked by the user")));

        Assert.Empty(await Outbox.PendingAsync(Host));
        var parked = Assert.Single(await Outbox.ListParkedAsync());
        Assert.Equal((id, message, "blocked by the user"), (parked.Id, parked.Message, parked.Error));
        Assert.False(await Outbox.UpdateAsync(id, new DeliveryOutcome.Parked("again")));
    }

    [Promise]
    public async Task Parked_replies_are_listed_oldest_first_and_narrowed_by_bot_and_chat()
    {
        var ids = await Outbox.EnqueueAsync([Some.Reply("1", "a"), Some.Reply("2", "b"), Some.Reply("3", "a", "discord"), Some.Reply("4", "a")], Host);
        foreach (var id in ids.Reverse()) await Outbox.UpdateAsync(id, new DeliveryOutcome.Parked("blocked"));

        Assert.Equal(["1", "2", "3", "4"], Payloads(await Outbox.ListParkedAsync()));
        Assert.Equal(["1", "2", "4"], Payloads(await Outbox.ListParkedAsync("telegram")));
        Assert.Equal(["1", "4"], Payloads(await Outbox.ListParkedAsync("telegram", "a")));
        Assert.Equal(["1", "3", "4"], Payloads(await Outbox.ListParkedAsync(chat: "a")));
        Assert.Equal(["1", "2"], Payloads(await Outbox.ListParkedAsync(limit: 2)));
    }

    [Promise]
    public async Task A_revived_reply_starts_over_in_its_old_place()
    {
        var ids = await Outbox.EnqueueAsync([Some.Reply("1"), Some.Reply("2")], Host);
        await Outbox.UpdateAsync(ids[0], new DeliveryOutcome.Retry(Fixture.Clock.GetUtcNow().AddHours(1), "later"));
        await Outbox.UpdateAsync(ids[0], new DeliveryOutcome.Parked("blocked"));

        Assert.True(await Outbox.ReviveAsync(ids[0], Host));

        var revived = (await Outbox.PendingAsync(Host))[0];
        Assert.Equal((ids[0], 0, null), (revived.Id, revived.Attempts, revived.NotBefore));
        Assert.Equal(["1", "2"], await Outbox.PayloadsAsync(Host));
        Assert.Empty(await Outbox.ListParkedAsync());
    }

    [Promise]
    public async Task A_revived_reply_belongs_to_who_revived_it()
    {
        var id = await Outbox.EnqueueOneAsync(Some.Reply("text"), Host);
        await Outbox.UpdateAsync(id, new DeliveryOutcome.Parked("blocked"));

        Assert.True(await Outbox.ReviveAsync(id, "host-2"));
        Assert.False(await Outbox.ReviveAsync(id, "host-2"));

        Assert.Equal(["text"], await Outbox.PayloadsAsync("host-2"));
        Assert.Empty(await Outbox.PendingAsync(Host));
        Assert.True(await Outbox.UpdateAsync(id, new DeliveryOutcome.Delivered("message-1")));
    }

    [Promise]
    public async Task Only_a_parked_reply_can_be_revived()
    {
        var id = await Outbox.EnqueueOneAsync(Some.Reply(), Host);

        Assert.False(await Outbox.ReviveAsync(id, Host));
        Assert.False(await Outbox.ReviveAsync(id + 1_000, Host));
    }

    private static IEnumerable<string> Payloads(IEnumerable<OutboxEntry> entries) => entries.Select(static entry => entry.Message.Payload);
}
