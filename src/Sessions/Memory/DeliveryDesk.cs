using Bots.Sessions.Delivery;

namespace Bots.Sessions.Memory;

/// <summary>Inbox, outbox and aliases over a kept state: looks, decides, and lets the keeper make it durable.</summary>
internal sealed class DeliveryDesk(IDeliveryKeeper keeper, TimeProvider time) : IInbox, IOutbox, IDeliveryReceipts, ISessionAliases
{
    /// <summary>How long the dedupe id of a done entry is kept. Longer than any platform repeats an update (Telegram keeps them for a day).</summary>
    public static readonly TimeSpan DedupeRetention = TimeSpan.FromDays(7);

    public ValueTask<IReadOnlyList<InboxTicket?>> AcceptAsync(IReadOnlyList<InboxMessage> messages, string owner, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentException.ThrowIfNullOrEmpty(owner);
        return keeper.DecideAsync(state => InboxDecisions.Accept(state, messages, owner, Now()), cancellationToken);
    }

    public ValueTask<InboxEntry?> BeginAsync(long id, string owner, bool inOrder = false, CancellationToken cancellationToken = default) =>
        keeper.DecideAsync(state => InboxDecisions.Begin(state, id, owner, inOrder), cancellationToken);

    public ValueTask<bool> UpdateAsync(InboxClaim claim, InboxChange change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        return keeper.DecideAsync(state => InboxDecisions.Update(state, claim, change, Now()), cancellationToken);
    }

    public ValueTask<IReadOnlyList<InboxTicket>> ClaimAsync(string owner, TimeSpan lease, bool exclusive = false, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(owner);
        return keeper.DecideAsync(
            state => InboxDecisions.Claim(state, new DeliveryEvent.Claimed(owner, Now(), Now() + lease, exclusive), Now() - DedupeRetention), cancellationToken);
    }

    public ValueTask<IReadOnlyList<InboxEntry>> ListAsync(InboxState state, int limit = 100, CancellationToken cancellationToken = default) =>
        keeper.ReadAsync<IReadOnlyList<InboxEntry>>(
            kept => [.. kept.Inbox.Values.Select(static row => row.Entry).Where(entry => entry.State == state).Take(limit)], cancellationToken);

    public ValueTask<IReadOnlyList<long>> EnqueueAsync(IReadOnlyList<OutboxMessage> messages, string owner, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentException.ThrowIfNullOrEmpty(owner);
        return keeper.DecideAsync(state => OutboxDecisions.Enqueue(state, messages, owner, Now()), cancellationToken);
    }

    public ValueTask<IReadOnlyList<OutboxEntry>> PendingAsync(string owner, long afterId = 0, int limit = 100, CancellationToken cancellationToken = default) =>
        keeper.ReadAsync<IReadOnlyList<OutboxEntry>>(state => OutboxDecisions.Pending(state, owner, afterId, limit), cancellationToken);

    public ValueTask<bool> UpdateAsync(long id, DeliveryOutcome outcome, string? owner = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        return keeper.DecideAsync(state => OutboxDecisions.Update(state, id, outcome, owner, Now()), cancellationToken);
    }

    public ValueTask<IReadOnlyList<OutboxEntry>> ListParkedAsync(string? bot = null, string? chat = null, int limit = 100, CancellationToken cancellationToken = default) =>
        keeper.ReadAsync<IReadOnlyList<OutboxEntry>>(
            state => [.. state.Outbox.Values.Where(row => row.IsParked && IsOf(row.Entry.Message, bot, chat)).Take(limit).Select(static row => row.Entry)],
            cancellationToken);

    public ValueTask<bool> ReviveAsync(long id, string owner, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(owner);
        return keeper.DecideAsync(state => OutboxDecisions.Revive(state, id, owner), cancellationToken);
    }

    public ValueTask<IReadOnlyList<DeliveryReceipt>> ListReceiptsAsync(
        string? bot = null, string? chat = null, bool onlyDoubtful = false, int limit = 100, CancellationToken cancellationToken = default) =>
        keeper.ReadAsync<IReadOnlyList<DeliveryReceipt>>(
            state => [.. state.Receipts.Values.Reverse().Where(receipt =>
                (bot is null || receipt.Bot == bot) && (chat is null || receipt.Chat == chat) && (receipt.MayBeTwice || !onlyDoubtful)).Take(limit)],
            cancellationToken);

    public ValueTask<string> ResolveAsync(string key, CancellationToken cancellationToken = default) =>
        keeper.ReadAsync(state => state.Aliases.GetValueOrDefault(key, key), cancellationToken);

    public async ValueTask SetAsync(string key, string sessionId, CancellationToken cancellationToken = default)
    {
        SessionId.Check(key);
        SessionId.Check(sessionId);
        await keeper.DecideAsync(
            state => state.Aliases.GetValueOrDefault(key, key) == sessionId
                ? DeliveryDecision<bool>.Nothing(true)
                : new(true, [new DeliveryEvent.Aliased(key, sessionId)]),
            cancellationToken);
    }

    private static bool IsOf(OutboxMessage message, string? bot, string? chat) =>
        (bot is null || message.Bot == bot) && (chat is null || message.Chat == chat);

    private DateTimeOffset Now() => MessageText.ToMicroseconds(time.GetUtcNow());
}
