using Bots.Sessions.Delivery;

namespace Bots.Sessions.Conformance;

/// <summary>What the groups about turns that answer messages stand on: a message that was taken in, and the turn that answers it.</summary>
/// <typeparam name="TFixture">The fixture of the store under test.</typeparam>
public abstract class AnsweredTurns<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private protected const string Host = "host-1";

    private protected string Session { get; } = Some.Session();

    private protected ITurnLog Log => Store.Require<ITurnLog>();

    private protected IInbox Inbox => Store.Require<IInbox>();

    private protected IOutbox Outbox => Store.Require<IOutbox>();

    private protected Task<InboxEntry> BeginAsync(string? dedupeId = null) => Inbox.BeginOneAsync(Some.Inbound(Session, dedupeId), Host);

    private protected TurnWrite Answer(InboxEntry entry) => new(Session)
    {
        Messages = [Some.Message("ask"), Some.Message("answer", "assistant")],
        Completes = [entry.Claim],
        Sends = [Some.Reply("reply")],
        Owner = Host,
        AgentName = "guide",
    };

    private protected Task<TurnWriteResult> WriteAsync(TurnWrite turn) => Log.WriteTurnAsync(turn).AsTask();

    private protected async Task AssertAnsweredOnceAsync()
    {
        Assert.Equal(["ask", "answer"], await Store.ContentsAsync(Session));
        Assert.Equal(["reply"], await Outbox.PayloadsAsync(Host));
    }
}
