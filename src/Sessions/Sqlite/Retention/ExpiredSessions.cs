using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.Log;

namespace Bots.Sessions.Sqlite.Retention;

/// <summary>Finds and erases the sessions whose time is over.</summary>
internal static class ExpiredSessions
{
    private const string SetExpiry = "UPDATE session SET expires_at=?2 WHERE id=?1 AND (expires_at IS NULL OR expires_at>?3) RETURNING sid";

    // A delivery names the key that its session was reached by.
    private const string Over = """
        SELECT s.id FROM session s WHERE (s.expires_at<=?1 OR s.updated_at<=?2) AND (?3 IS NULL OR s.id=?3)
            AND s.id NOT IN (
                SELECT coalesce(a.session, d.key) FROM (
                    SELECT session_key AS key FROM inbox WHERE state=0 AND state<>1
                    UNION SELECT session_key FROM outbox WHERE state=0 AND state<>1 AND session_key IS NOT NULL) d
                LEFT JOIN alias a ON a.key=d.key)
        ORDER BY s.sid
        """;

    public static bool Set(WriteTransaction transaction, string sessionId, DateTimeOffset? at)
    {
        using var update = transaction.Connection.Query(SetExpiry)
            .Bind(1, sessionId).Bind(2, at is { } time ? Microseconds.From(time) : null).Bind(3, transaction.Now);
        return update.Step();
    }

    /// <summary>The sessions that have expired or were not updated since <paramref name="before"/>, and are not in use.</summary>
    public static List<string> List(Connection connection, long before, string? only = null)
    {
        var sessions = new List<string>();
        using var rows = connection.Query(Over).Bind(1, connection.Now).Bind(2, before).Bind(3, only);
        while (rows.Step()) sessions.Add(rows.Text(0));
        return sessions;
    }

    /// <summary>Erases the session if its time is still over; false when it is in use again.</summary>
    public static bool Erase(WriteTransaction transaction, string sessionId, long before)
    {
        if (List(transaction.Connection, before, sessionId).Count == 0) return false;
        SessionEraser.Erase(transaction, sessionId);
        return true;
    }
}
