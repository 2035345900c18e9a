using Bots.BotHost.Stores;
using Bots.Sessions;
using Bots.Sessions.Delivery;

namespace Bots.HostUnderTest.Leaks;

/// <summary>A host's way to the store: every call waits its turn before and after, and sometimes the store is away.</summary>
internal sealed class GatedStore(DeliveryStores inner, Gates gates, Dice dice) : ISessionStore, ITurnLog, IInbox, IOutbox, ISessionAliases, ICapabilitySource
{
    private const int FailsOneOutOf = 300;

    public DeliveryStores Stores => new(this, this, this, this, this);

    public TCapability? FindCapability<TCapability>() where TCapability : class => this as TCapability ?? inner.Sessions.Find<TCapability>();

    public ValueTask<bool> AddMessageAsync(string sessionId, string role, string content, MessageMetadata? metadata = null, CancellationToken cancellationToken = default) =>
        Step(() => inner.Sessions.AddMessageAsync(sessionId, role, content, metadata, cancellationToken));

    public ValueTask<IReadOnlyList<SessionMessage>> GetChatHistoryAsync(string sessionId, int? maxMessages = null, CancellationToken cancellationToken = default) =>
        Step(() => inner.Sessions.GetChatHistoryAsync(sessionId, maxMessages, cancellationToken));

    public ValueTask<bool> ClearSessionAsync(string sessionId, CancellationToken cancellationToken = default) => Step(() => inner.Sessions.ClearSessionAsync(sessionId, cancellationToken));

    public ValueTask<bool> DeleteSessionAsync(string sessionId, CancellationToken cancellationToken = default) => Step(() => inner.Sessions.DeleteSessionAsync(sessionId, cancellationToken));

    public ValueTask<bool> SessionExistsAsync(string sessionId, CancellationToken cancellationToken = default) => Step(() => inner.Sessions.SessionExistsAsync(sessionId, cancellationToken));

    public ValueTask<TurnWriteResult> WriteTurnAsync(TurnWrite turn, CancellationToken cancellationToken = default) => Step(() => inner.Turns.WriteTurnAsync(turn, cancellationToken));

    public ValueTask<IReadOnlyList<InboxTicket?>> AcceptAsync(IReadOnlyList<InboxMessage> messages, string owner, CancellationToken cancellationToken = default) =>
        Step(() => inner.Inbox.AcceptAsync(messages, owner, cancellationToken));

    public ValueTask<InboxEntry?> BeginAsync(long id, string owner, bool inOrder = false, CancellationToken cancellationToken = default) => Step(() => inner.Inbox.BeginAsync(id, owner, inOrder, cancellationToken));

    public ValueTask<bool> UpdateAsync(InboxClaim claim, InboxChange change, CancellationToken cancellationToken = default) => Step(() => inner.Inbox.UpdateAsync(claim, change, cancellationToken));

    public ValueTask<IReadOnlyList<InboxTicket>> ClaimAsync(string owner, TimeSpan lease, bool exclusive = false, CancellationToken cancellationToken = default) =>
        Step(() => inner.Inbox.ClaimAsync(owner, lease, exclusive, cancellationToken));

    public ValueTask<IReadOnlyList<InboxEntry>> ListAsync(InboxState state, int limit = 100, CancellationToken cancellationToken = default) => Step(() => inner.Inbox.ListAsync(state, limit, cancellationToken));

    public ValueTask<IReadOnlyList<long>> EnqueueAsync(IReadOnlyList<OutboxMessage> messages, string owner, CancellationToken cancellationToken = default) =>
        Step(() => inner.Outbox.EnqueueAsync(messages, owner, cancellationToken));

    public ValueTask<IReadOnlyList<OutboxEntry>> PendingAsync(string owner, long afterId = 0, int limit = 100, CancellationToken cancellationToken = default) =>
        Step(() => inner.Outbox.PendingAsync(owner, afterId, limit, cancellationToken));

    public ValueTask<bool> UpdateAsync(long id, DeliveryOutcome outcome, string? owner = null, CancellationToken cancellationToken = default) =>
        Step(() => inner.Outbox.UpdateAsync(id, outcome, owner, cancellationToken));

    public ValueTask<IReadOnlyList<OutboxEntry>> ListParkedAsync(string? bot = null, string? chat = null, int limit = 100, CancellationToken cancellationToken = default) =>
        Step(() => inner.Outbox.ListParkedAsync(bot, chat, limit, cancellationToken));

    public ValueTask<bool> ReviveAsync(long id, string owner, CancellationToken cancellationToken = default) => Step(() => inner.Outbox.ReviveAsync(id, owner, cancellationToken));

    public ValueTask<string> ResolveAsync(string key, CancellationToken cancellationToken = default) => Step(() => inner.Aliases.ResolveAsync(key, cancellationToken));

    public async ValueTask SetAsync(string key, string sessionId, CancellationToken cancellationToken = default) => await Step(async () =>
    {
        await inner.Aliases.SetAsync(key, sessionId, cancellationToken);
        return true;
    });

    private async ValueTask<T> Step<T>(Func<ValueTask<T>> call)
    {
        await gates.PassAsync();
        if (dice.Next(FailsOneOutOf) == 0) throw new SessionStoreException("The store is away.") { IsTransient = true };
        var result = await call();
        await gates.PassAsync();
        return result;
    }
}
