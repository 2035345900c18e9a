using Bots.Sessions.Sqlite.Engine;

namespace Bots.Sessions.Sqlite.Delivery;

/// <summary>Removes done inbox rows and delivered outbox rows once their ids need not be remembered any more, a few with each write.</summary>
internal sealed class SettledRows(TimeSpan retention)
{
    private static readonly long BetweenRounds = Microseconds.Of(TimeSpan.FromMinutes(10));

    private readonly SettledRowsOfTable _inbox = new(
        "SELECT max(id), max(accepted_at) FROM (SELECT id, accepted_at FROM inbox WHERE id>?1 ORDER BY id LIMIT 500)",
        "DELETE FROM inbox WHERE id>?1 AND id<=?2 AND state=1 AND settled_at<?3");

    private readonly SettledRowsOfTable _outbox = new(
        "SELECT max(id), max(created_at) FROM (SELECT id, created_at FROM outbox WHERE id>?1 ORDER BY id LIMIT 500)",
        "DELETE FROM outbox WHERE id>?1 AND id<=?2 AND state=1 AND settled_at<?3");

    private long _nextRound = long.MinValue;

    /// <summary>Removes some more rows when it is time for it.</summary>
    public void PurgeIfDue(WriteTransaction transaction)
    {
        if (transaction.Now < _nextRound) return;
        var before = transaction.Now - Microseconds.Of(retention);
        var inboxIsClean = _inbox.PurgeSome(transaction.Connection, before);
        var outboxIsClean = _outbox.PurgeSome(transaction.Connection, before);
        if (inboxIsClean && outboxIsClean) _nextRound = transaction.Now + BetweenRounds;
    }
}
