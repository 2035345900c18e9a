using Bots.Sessions.Conformance;
using Bots.Sessions.Delivery;

namespace Bots.Sessions.Tests.Sqlite;

public sealed class SqliteRetentionTests : SqliteFolderTests
{
    private readonly ContractClock _clock = new();

    [Fact]
    public async Task Answered_messages_and_delivered_replies_are_forgotten_after_their_time_and_others_are_not()
    {
        var store = Open(static options => options.DedupeRetention = TimeSpan.FromDays(2), _clock);
        IInbox inbox = store;
        IOutbox outbox = store;
        for (var number = 0; number < 700; number++) await AnswerAsync(inbox, store, outbox, number);
        await inbox.AcceptAsync([new InboxMessage("telegram", "open", "a", "payload")], "host");
        await outbox.EnqueueAsync([new OutboxMessage("telegram", "chat", "pending")], "host");
        _clock.Advance(TimeSpan.FromDays(1));
        await AnswerAsync(inbox, store, outbox, 1_000);

        _clock.Advance(TimeSpan.FromDays(1.5));
        for (var write = 0; write < 4; write++) await store.AddMessageAsync("b", "user", "text");

        Assert.Equal((2, 2), (Number("SELECT count(*) FROM inbox"), Number("SELECT count(*) FROM outbox")));
        Assert.Equal("open", Assert.Single(await inbox.ListAsync(InboxState.Open)).Message.DedupeId);
        Assert.Equal("1000", Assert.Single(await inbox.ListAsync(InboxState.Done)).Message.DedupeId);
        Assert.Equal("pending", Assert.Single(await outbox.PendingAsync("host")).Message.Payload);
    }

    [Fact]
    public async Task What_is_done_holds_no_text_any_more()
    {
        var store = Open(time: _clock);

        await AnswerAsync(store, store, store, 1);

        Assert.Equal((0, 0), (Number("SELECT sum(length(payload)) FROM inbox"), Number("SELECT sum(length(payload)) FROM outbox")));
    }

    private static async Task AnswerAsync(IInbox inbox, ITurnLog log, IOutbox outbox, int number)
    {
        var ticket = (await inbox.AcceptAsync([new InboxMessage("telegram", $"{number}", "a", "payload")], "host"))[0]!;
        var result = await log.WriteTurnAsync(new TurnWrite("a")
        {
            Completes = [new InboxClaim(ticket.Id, 1)],
            Sends = [new OutboxMessage("telegram", "chat", "reply")],
            Owner = "host",
        });
        await outbox.UpdateAsync(result.OutboxIds[0], new DeliveryOutcome.Delivered("message"));
    }
}
