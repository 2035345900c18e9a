using Bots.Sessions.Delivery;

namespace Bots.Sessions.Conformance;

/// <summary>What <see cref="IDeliveryReceipts"/> promises, and what an outbox knows of attempts that nobody saw the end of.</summary>
[ContractGroup(typeof(IInbox), typeof(IOutbox), typeof(IDeliveryReceipts))]
public abstract class ReceiptsContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private const string Host = "host-1";

    private IOutbox Outbox => Store.Require<IOutbox>();

    private IDeliveryReceipts Receipts => Store.Require<IDeliveryReceipts>();

    [Promise]
    public async Task A_delivered_reply_leaves_its_receipt()
    {
        var id = await Outbox.EnqueueOneAsync(Some.Reply() with { SessionKey = "session" }, Host);

        await Outbox.UpdateAsync(id, new DeliveryOutcome.Delivered("message-1"));

        var receipt = Assert.Single(await Receipts.ListReceiptsAsync());
        Assert.Equal((id, "telegram", "chat-1", "message-1", "session", false), (receipt.Id, receipt.Bot, receipt.Chat, receipt.Receipt, receipt.SessionKey, receipt.MayBeTwice));
    }

    [Promise]
    public async Task Receipts_are_listed_newest_first_and_narrowed()
    {
        var ids = await Outbox.EnqueueAsync([Some.Reply(chat: "a"), Some.Reply(chat: "b"), Some.Reply(chat: "a", bot: "discord"), Some.Reply(chat: "a")], Host);
        foreach (var id in ids) await Outbox.UpdateAsync(id, new DeliveryOutcome.Delivered($"message-{id}"));

        Assert.Equal([ids[3], ids[2], ids[1]], (await Receipts.ListReceiptsAsync(limit: 3)).Select(static receipt => receipt.Id));
        Assert.Equal([ids[3], ids[0]], (await Receipts.ListReceiptsAsync("telegram", "a")).Select(static receipt => receipt.Id));
    }

    [Promise]
    public async Task A_reply_that_may_stand_there_twice_says_so()
    {
        var ids = await Outbox.EnqueueAsync([Some.Reply(), Some.Reply()], Host);
        await Outbox.UpdateAsync(ids[0], new DeliveryOutcome.Delivered("message-1"));
        await Outbox.UpdateAsync(ids[1], new DeliveryOutcome.Delivered("message-2") { MayBeTwice = true });

        var doubtful = Assert.Single(await Receipts.ListReceiptsAsync(onlyDoubtful: true));

        Assert.Equal((ids[1], true), (doubtful.Id, doubtful.MayBeTwice));
    }

    [Promise]
    public async Task A_lost_answer_makes_a_reply_uncertain_and_it_stays_so()
    {
        var id = await Outbox.EnqueueOneAsync(Some.Reply(), Host);
        Assert.False(Assert.Single(await Outbox.PendingAsync(Host)).IsUncertain);

        await Outbox.UpdateAsync(id, new DeliveryOutcome.Retry(DateTimeOffset.UnixEpoch, "no answer", Charged: false) { IsUncertain = true });
        await Outbox.UpdateAsync(id, new DeliveryOutcome.Retry(DateTimeOffset.UnixEpoch, "flood", Charged: false));

        Assert.True(Assert.Single(await Outbox.PendingAsync(Host)).IsUncertain);
    }

    [Promise]
    public async Task How_many_hosts_may_have_died_over_a_reply_is_known_until_one_did_not()
    {
        var id = await Outbox.EnqueueOneAsync(Some.Reply(), Host);
        var counts = new List<int> { await BegunAsync(Host) };
        foreach (var next in new[] { "host-2", "host-3" })
        {
            await Store.Require<IInbox>().ClaimAsync(next, TimeSpan.FromMinutes(1), exclusive: true);
            counts.Add(await BegunAsync(next));
            Assert.True(await Outbox.UpdateAsync(id, new DeliveryOutcome.Begun()));
            counts.Add(await BegunAsync(next));
        }

        Assert.Equal([0, 1, 2, 2, 3], counts);
        await Outbox.UpdateAsync(id, new DeliveryOutcome.PreviewShown("message-1"));
        Assert.Equal(3, await BegunAsync("host-3"));
        await Outbox.UpdateAsync(id, new DeliveryOutcome.Retry(DateTimeOffset.UnixEpoch, "flood", Charged: false));
        Assert.Equal(0, await BegunAsync("host-3"));

        await Outbox.UpdateAsync(id, new DeliveryOutcome.Begun());
        await Outbox.UpdateAsync(id, new DeliveryOutcome.Parked("blocked"));
        Assert.Equal(1, Assert.Single(await Outbox.ListParkedAsync()).Begun);
        Assert.False(await Outbox.UpdateAsync(id, new DeliveryOutcome.Begun()));
        await Outbox.ReviveAsync(id, Host);
        Assert.Equal(0, await BegunAsync(Host));
    }

    private async Task<int> BegunAsync(string owner) => Assert.Single(await Outbox.PendingAsync(owner)).Begun;

    [Promise]
    public async Task Replies_of_a_host_that_is_gone_are_uncertain_unless_their_preview_is_known()
    {
        var ids = await Outbox.EnqueueAsync([Some.Reply(), Some.Reply()], Host);
        await Outbox.UpdateAsync(ids[1], new DeliveryOutcome.PreviewShown("message-7"));

        await Store.Require<IInbox>().ClaimAsync("host-2", TimeSpan.FromMinutes(1), exclusive: true);

        Assert.Equal([true, false], (await Outbox.PendingAsync("host-2")).Select(static entry => entry.IsUncertain));
    }

    [Promise]
    public async Task Replies_that_cannot_have_been_sent_yet_are_not_uncertain()
    {
        var ids = await Outbox.EnqueueAsync([Some.Reply(chat: "chat-1"), Some.Reply(chat: "chat-1"), Some.Reply(chat: "chat-2"), Some.Reply(chat: "chat-3")], Host);
        await Outbox.UpdateAsync(ids[3], new DeliveryOutcome.Retry(new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero), "flood"));

        await Store.Require<IInbox>().ClaimAsync("host-2", TimeSpan.FromMinutes(1), exclusive: true);

        Assert.Equal([true, false, true, false], (await Outbox.PendingAsync("host-2")).Select(static entry => entry.IsUncertain));
    }

    [Promise]
    public async Task A_revived_reply_says_nothing_of_those_that_were_sent_without_it()
    {
        var ids = await Outbox.EnqueueAsync([Some.Reply(chat: "chat-1"), Some.Reply(chat: "chat-1"), Some.Reply(chat: "chat-1")], Host);
        await Outbox.UpdateAsync(ids[0], new DeliveryOutcome.Parked("blocked"));
        await Outbox.ReviveAsync(ids[0], Host);

        await Store.Require<IInbox>().ClaimAsync("host-2", TimeSpan.FromMinutes(1), exclusive: true);

        Assert.Equal([true, true, false], (await Outbox.PendingAsync("host-2")).Select(static entry => entry.IsUncertain));
    }
}
