using Bots.Sessions.Delivery;

namespace Bots.Sessions.Conformance;

/// <summary>A turn, the inbox entries it answers and the replies it starts are one write: all of it or nothing.</summary>
[ContractGroup(typeof(ITurnLog), typeof(ISessionCatalog), typeof(IInbox), typeof(IOutbox))]
public abstract class TurnDeliveryContract<TFixture> : AnsweredTurns<TFixture>
    where TFixture : StoreFixture, new()
{
    [Promise]
    public async Task A_turn_closes_the_inbox_and_opens_the_outbox()
    {
        var entry = await BeginAsync();

        var result = await WriteAsync(Answer(entry) with { Sends = [Some.Reply("part 1"), Some.Reply("part 2")] });

        Assert.Equal(TurnWriteStatus.Written, result.Status);
        Assert.Equal(["ask", "answer"], await Store.ContentsAsync(Session));
        Assert.Equal(result.OutboxIds, (await Outbox.PendingAsync(Host)).Select(static sent => sent.Id));
        Assert.Equal(["part 1", "part 2"], await Outbox.PayloadsAsync(Host));
        Assert.Equal(entry.Claim.Id, Assert.Single(await Inbox.ListAsync(InboxState.Done)).Claim.Id);
        Assert.Empty(await Inbox.ListAsync(InboxState.Open));
    }

    [Promise]
    public async Task A_done_entry_is_known_without_its_payload()
    {
        var entry = await BeginAsync(dedupeId: "7");
        await WriteAsync(Answer(entry));

        Assert.Equal("", Assert.Single(await Inbox.ListAsync(InboxState.Done)).Message.Payload);
        Assert.Equal([null], await Inbox.AcceptAsync([Some.Inbound(dedupeId: "7")], Host));
        Assert.Null(await Inbox.BeginAsync(entry.Claim.Id, Host));
        Assert.False(await Inbox.UpdateAsync(entry.Claim, new InboxChange.Dead("late")));
    }

    [Promise]
    public async Task The_same_claim_written_again_changes_nothing()
    {
        var entry = await BeginAsync();
        var first = await WriteAsync(Answer(entry));

        var second = await WriteAsync(Answer(entry));

        Assert.Equal((TurnWriteStatus.AlreadyWritten, first.Version), (second.Status, second.Version));
        Assert.Empty(second.OutboxIds);
        await AssertAnsweredOnceAsync();
    }

    [Promise]
    public async Task The_same_turn_written_by_many_at_once_stands_once()
    {
        var entry = await BeginAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => WriteAsync(Answer(entry)))));

        Assert.Single(results, static result => result.Status == TurnWriteStatus.Written);
        await AssertAnsweredOnceAsync();
    }

    [Promise]
    public async Task A_turn_without_messages_answers_and_creates_noSession()
    {
        var entry = await BeginAsync();

        var result = await WriteAsync(Answer(entry) with { Messages = [] });

        Assert.Equal((TurnWriteStatus.Written, 0), (result.Status, result.Version));
        Assert.Equal(["reply"], await Outbox.PayloadsAsync(Host));
        Assert.False(await Store.SessionExistsAsync(Session));
        Assert.Equal(TurnWriteStatus.AlreadyWritten, (await WriteAsync(Answer(entry) with { Messages = [] })).Status);
    }

    [Promise]
    public async Task An_undo_and_its_reply_are_one_write()
    {
        await Store.AddAsync(Session, "1", "2");
        var entry = await BeginAsync();

        await WriteAsync(new TurnWrite(Session) { KeepMessages = 0, Completes = [entry.Claim], Sends = [Some.Reply("reply")], Owner = Host });

        Assert.Empty(await Store.ContentsAsync(Session));
        Assert.Equal(["reply"], await Outbox.PayloadsAsync(Host));
        Assert.Single(await Inbox.ListAsync(InboxState.Done));
    }

    [Promise]
    public async Task Giving_up_keeps_the_payload_and_still_tells_the_user()
    {
        var entry = await BeginAsync();
        var giveUp = Answer(entry) with { Messages = [], DeadLetter = "three attempts failed" };

        var result = await WriteAsync(giveUp);

        Assert.Equal(TurnWriteStatus.Written, result.Status);
        var dead = Assert.Single(await Inbox.ListAsync(InboxState.Dead));
        Assert.Equal((entry.Message, "three attempts failed"), (dead.Message, dead.Error));
        Assert.Equal(["reply"], await Outbox.PayloadsAsync(Host));
        Assert.Empty(await Inbox.ListAsync(InboxState.Done));
        Assert.Equal(TurnWriteStatus.AlreadyWritten, (await WriteAsync(giveUp)).Status);
    }
}
