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

    private const string TakeOutbox = """
        UPDATE outbox SET owner=?1, begun=max(begun, 1), is_uncertain=max(is_uncertain, preview_id IS NULL)
        WHERE state=0 AND state<>1 AND owner<>?1 AND owner NOT IN (SELECT owner FROM host)
        """;

    /// <summary>Renews the owner's lease and hands it what belongs to nobody any more; returns the inbox entries, oldest first.</summary>
    public static IReadOnlyList<InboxTicket> Claim(WriteTransaction transaction, string owner, TimeSpan lease, bool exclusive)
    {
        var connection = transaction.Connection;
        Run(connection, Renew, owner, transaction.Now + Microseconds.Of(lease));
        Run(connection, EndOthers, owner, exclusive ? long.MaxValue : transaction.Now);
        using var outbox = connection.Query(TakeOutbox).Bind(1, owner);
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
