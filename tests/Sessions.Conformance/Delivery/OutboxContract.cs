using Bots.Sessions.Delivery;

namespace Bots.Sessions.Conformance;

/// <summary>The promises of <see cref="IOutbox"/>.</summary>
[ContractGroup(typeof(IOutbox))]
public abstract class OutboxContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private const string Host = "host-1";

    private IOutbox Outbox => Store.Require<IOutbox>();

    [Promise]
    public async Task A_reply_is_pending_with_all_it_came_with()
    {
        var message = Some.Reply("{\"text\":\"hi\\ud83d\"}\0") with { SessionKey = Some.Session(), PreviewId = "message-9", Trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" };

        var id = await Outbox.EnqueueOneAsync(message, Host);

        var entry = Assert.Single(await Outbox.PendingAsync(Host));
        Assert.Equal((id, message, 0), (entry.Id, entry.Message, entry.Attempts));
        Assert.Equal((null, null), (entry.NotBefore, entry.Error));
        Assert.NotEqual(default, entry.CreatedAt);
    }

    [Promise]
    public async Task Replies_are_pending_in_the_order_of_their_growing_ids()
    {
        var ids = (await Outbox.EnqueueAsync([Some.Reply("1"), Some.Reply("2", "chat-2"), Some.Reply("3")], Host)).Append(await Outbox.EnqueueOneAsync(Some.Reply("4"), Host)).ToArray();

        Assert.Equal(ids.Order().Distinct(), ids);
        Assert.Equal(["1", "2", "3", "4"], await Outbox.PayloadsAsync(Host));
        Assert.Empty(await Outbox.EnqueueAsync([], Host));
    }

    [Promise]
    public async Task Pending_replies_are_paged_by_id()
    {
        var ids = await Outbox.EnqueueAsync([.. Enumerable.Range(0, 7).Select(static number => Some.Reply($"{number}"))], Host);

        var first = await Outbox.PendingAsync(Host, limit: 3);
        var second = await Outbox.PendingAsync(Host, first[^1].Id, 3);
        var third = await Outbox.PendingAsync(Host, second[^1].Id, 3);

        Assert.Equal(ids, first.Concat(second).Concat(third).Select(static entry => entry.Id));
        Assert.Empty(await Outbox.PendingAsync(Host, ids[^1]));
        Assert.Empty(await Outbox.PendingAsync(Host, limit: 0));
    }

    [Promise]
    public async Task Only_the_owner_sees_its_replies()
    {
        await Outbox.EnqueueAsync([Some.Reply("mine")], Host);
        await Outbox.EnqueueAsync([Some.Reply("theirs")], "host-2");

        Assert.Equal(["mine"], await Outbox.PayloadsAsync(Host));
        Assert.Equal(["theirs"], await Outbox.PayloadsAsync("host-2"));
    }

    [Promise]
    public async Task A_delivered_reply_is_settled_once_and_for_all()
    {
        var id = await Outbox.EnqueueOneAsync(Some.Reply(), Host);

        Assert.True(await Outbox.UpdateAsync(id, new DeliveryOutcome.Delivered("message-1")));

        Assert.Empty(await Outbox.PendingAsync(Host));
        Assert.False(await Outbox.UpdateAsync(id, new DeliveryOutcome.Delivered("message-2")));
        Assert.False(await Outbox.UpdateAsync(id, new DeliveryOutcome.Parked("late")));
        Assert.False(await Outbox.UpdateAsync(id, new DeliveryOutcome.PreviewShown("late")));
        Assert.False(await Outbox.ReviveAsync(id, Host));
        Assert.Empty(await Outbox.ListParkedAsync());
    }

    [Promise]
    public async Task An_unknown_reply_cannot_be_updated() =>
        Assert.False(await Outbox.UpdateAsync(4_711, new DeliveryOutcome.Delivered("message-1")));

    [Promise]
    public async Task A_reply_to_retry_stays_pending_with_its_time_and_error()
    {
        var time = Fixture.Clock.GetUtcNow().AddMinutes(2);
        var id = await Outbox.EnqueueOneAsync(Some.Reply(), Host);

        Assert.True(await Outbox.UpdateAsync(id, new DeliveryOutcome.Retry(time, "429")));
        Assert.True(await Outbox.UpdateAsync(id, new DeliveryOutcome.Retry(time, "429 again", Charged: false)));

        var entry = Assert.Single(await Outbox.PendingAsync(Host));
        Assert.Equal((1, time, "429 again"), (entry.Attempts, entry.NotBefore, entry.Error));
    }

    [Promise]
    public async Task Retrying_does_not_change_the_order()
    {
        var ids = await Outbox.EnqueueAsync([Some.Reply("1"), Some.Reply("2")], Host);

        await Outbox.UpdateAsync(ids[0], new DeliveryOutcome.Retry(Fixture.Clock.GetUtcNow().AddHours(1), "later"));

        Assert.Equal(["1", "2"], await Outbox.PayloadsAsync(Host));
    }

    [Promise]
    public async Task A_preview_is_remembered_with_the_reply()
    {
        var id = await Outbox.EnqueueOneAsync(Some.Reply() with { PreviewId = "old" }, Host);

        Assert.True(await Outbox.UpdateAsync(id, new DeliveryOutcome.PreviewShown("new")));

        Assert.Equal("new", Assert.Single(await Outbox.PendingAsync(Host)).Message.PreviewId);
    }

    [Promise]
    public async Task Ids_are_never_used_again()
    {
        var first = await Outbox.EnqueueOneAsync(Some.Reply(), Host);
        await Outbox.UpdateAsync(first, new DeliveryOutcome.Delivered("message-1"));

        Assert.True(await Outbox.EnqueueOneAsync(Some.Reply(), Host) > first);
    }

    [Promise]
    public async Task Replies_stored_at_once_each_get_their_own_id()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 32).Select(number => Task.Run(() => Outbox.EnqueueOneAsync(Some.Reply($"{number}"), Host))));

        Assert.Equal(32, ids.Distinct().Count());
        Assert.Equal(32, (await Outbox.PendingAsync(Host)).Count);
    }
}
