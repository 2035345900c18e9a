using Bots.Sessions.Delivery;
using Bots.Sessions.Sqlite.Engine;

namespace Bots.Sessions.Sqlite.Delivery;

/// <summary>One lease per host instance; whoever's has ended loses everything it still holds.</summary>
internal static class HostLeases
{
    private const string Renew = "INSERT INTO host(owner, lease_until) VALUES(?1, ?2) ON CONFLICT(owner) DO UPDATE SET lease_until=excluded.lease_until";
    private const string EndOthers = "DELETE FROM host WHERE owner<>?1 AND lease_until<=?2";

    private const string TakeInbox = """
        UPDATE inbox SET owner=?1, fence=fence+1
        WHERE state=0 AND state<>1 AND owner<>?1 AND owner NOT IN (SELECT owner FROM host) RETURNING id, bot, session_key, attempts, accepted_at
        """;

    // Uncertain is what may have been sent: not what waited for its time, nor what stood behind an older reply of its chat. One that was parked and
    // revived stands before replies that were sent without it: it says nothing of them (the error tells, until an attempt of its own is charged).
    private const string TakeOutbox = """
        UPDATE outbox SET owner=?1, begun=max(begun, 1), is_uncertain=max(is_uncertain, preview_id IS NULL AND ifnull(not_before, 0)<=?2 AND id IN (
            SELECT id FROM (
                SELECT id, max(error IS NULL OR attempts>0) OVER (PARTITION BY bot, chat ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS is_behind
                FROM outbox WHERE state=0 AND state<>1)
            WHERE is_behind IS NOT 1))
        WHERE state=0 AND state<>1 AND owner<>?1 AND owner NOT IN (SELECT owner FROM host)
        """;

    /// <summary>Renews the owner's lease and hands it what belongs to nobody any more; returns the inbox entries, oldest first.</summary>
    public static IReadOnlyList<InboxTicket> Claim(WriteTransaction transaction, string owner, TimeSpan lease, bool exclusive)
    {
        var connection = transaction.Connection;
        Run(connection, Renew, owner, transaction.Now + Microseconds.Of(lease));
        Run(connection, EndOthers, owner, exclusive ? long.MaxValue : transaction.Now);
        using var outbox = connection.Query(TakeOutbox).Bind(1, owner).Bind(2, transaction.Now);
        outbox.Run();
        return TakeOver(connection, owner);
    }

    private static List<InboxTicket> TakeOver(Connection connection, string owner)
    {
        var tickets = new List<InboxTicket>();
        using var rows = connection.Query(TakeInbox).Bind(1, owner);
        while (rows.Step())
            tickets.Add(new(rows.Long(0), rows.Text(1), rows.Text(2)) { Attempts = rows.Int(3), AcceptedAt = Microseconds.ToTime(rows.Long(4)) });
        tickets.Sort(static (left, right) => left.Id.CompareTo(right.Id));
        return tickets;
    }

    private static void Run(Connection connection, string sql, string owner, long time)
    {
        using var query = connection.Query(sql).Bind(1, owner).Bind(2, time);
        query.Run();
    }
}
