using Bots.Sessions.Delivery;
using Bots.Sessions.Sqlite.Delivery;

namespace Bots.Sessions.Sqlite;

public sealed partial class SqliteSessionStore : IInbox, IOutbox, IDeliveryReceipts, ISessionAliases
{
    ValueTask<IReadOnlyList<InboxTicket?>> IInbox.AcceptAsync(IReadOnlyList<InboxMessage> messages, string owner, CancellationToken cancellationToken) =>
        _writer.WriteAsync(
            (messages, owner), static (transaction, asked) => InboxTable.Accept(transaction, asked.messages, asked.owner), cancellationToken);

    ValueTask<InboxEntry?> IInbox.BeginAsync(long id, string owner, bool inOrder, CancellationToken cancellationToken) =>
        _writer.WriteAsync((id, owner, inOrder), static (transaction, asked) => InboxTable.Begin(transaction, asked.id, asked.owner, asked.inOrder), cancellationToken);

    ValueTask<bool> IInbox.UpdateAsync(InboxClaim claim, InboxChange change, CancellationToken cancellationToken) =>
        _writer.WriteAsync((claim, change), static (transaction, asked) => InboxTable.Update(transaction, asked.claim, asked.change), cancellationToken);

    ValueTask<IReadOnlyList<InboxTicket>> IInbox.ClaimAsync(string owner, TimeSpan lease, bool exclusive, CancellationToken cancellationToken) =>
        _writer.WriteAsync(
            (owner, lease, exclusive),
            static (transaction, asked) => HostLeases.Claim(transaction, asked.owner, asked.lease, asked.exclusive),
            cancellationToken);

    ValueTask<IReadOnlyList<InboxEntry>> IInbox.ListAsync(InboxState state, int limit, CancellationToken cancellationToken) =>
        ReadAsync((state, limit), static (connection, asked) => InboxTable.List(connection, asked.state, asked.limit), cancellationToken);

    ValueTask<IReadOnlyList<long>> IOutbox.EnqueueAsync(IReadOnlyList<OutboxMessage> messages, string owner, CancellationToken cancellationToken) =>
        _writer.WriteAsync((messages, owner), static (transaction, asked) => OutboxTable.Add(transaction, asked.messages, asked.owner), cancellationToken);

    ValueTask<IReadOnlyList<OutboxEntry>> IOutbox.PendingAsync(string owner, long afterId, int limit, CancellationToken cancellationToken) =>
        ReadAsync(
            (owner, afterId, limit),
            static (connection, asked) => OutboxTable.ListPending(connection, asked.owner, asked.afterId, asked.limit),
            cancellationToken);

    ValueTask<bool> IOutbox.UpdateAsync(long id, DeliveryOutcome outcome, string? owner, CancellationToken cancellationToken) =>
        _writer.WriteAsync((id, outcome, owner), static (transaction, asked) => OutboxTable.Update(transaction, asked.id, asked.outcome, asked.owner), cancellationToken);

    ValueTask<IReadOnlyList<OutboxEntry>> IOutbox.ListParkedAsync(string? bot, string? chat, int limit, CancellationToken cancellationToken) =>
        ReadAsync(
            (bot, chat, limit), static (connection, asked) => OutboxTable.ListParked(connection, asked.bot, asked.chat, asked.limit), cancellationToken);

    ValueTask<bool> IOutbox.ReviveAsync(long id, string owner, CancellationToken cancellationToken) =>
        _writer.WriteAsync((id, owner), static (transaction, asked) => OutboxTable.ReviveParked(transaction, asked.id, asked.owner), cancellationToken);

    ValueTask<IReadOnlyList<DeliveryReceipt>> IDeliveryReceipts.ListReceiptsAsync(string? bot, string? chat, bool onlyDoubtful, int limit, CancellationToken cancellationToken) =>
        ReadAsync(
            (bot, chat, onlyDoubtful, limit),
            static (connection, asked) => OutboxTable.ListReceipts(connection, asked.bot, asked.chat, asked.onlyDoubtful, asked.limit), cancellationToken);

    ValueTask<string> ISessionAliases.ResolveAsync(string key, CancellationToken cancellationToken) =>
        ReadAsync(key, AliasTable.Resolve, cancellationToken);

    async ValueTask ISessionAliases.SetAsync(string key, string sessionId, CancellationToken cancellationToken) =>
        await _writer.WriteAsync(
            (key, sessionId), static (transaction, asked) => AliasTable.Set(transaction, asked.key, asked.sessionId), cancellationToken);
}
