using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.Log;
using Bots.Sessions.Sqlite.Memories;
using Bots.Sessions.Sqlite.State;

namespace Bots.Sessions.Sqlite.Retention;

/// <summary>Erases everything of a user.</summary>
internal static class UserEraser
{
    // Ids begin at 1.
    private const long NoEntry = 0;

    private const string Sessions = "SELECT id, count FROM session WHERE user_id=?1 ORDER BY sid";
    private const string EraseInbox = "DELETE FROM inbox WHERE user_id=?1 AND id<>?2";

    private const string EraseInboxOfSession = """
        DELETE FROM inbox WHERE (session_key=?1 OR session_key IN (SELECT key FROM alias WHERE session=?1)) AND id<>?2
        """;

    private const string EraseOutboxOfSession = """
        DELETE FROM outbox WHERE session_key=?1 OR session_key IN (SELECT key FROM alias WHERE session=?1)
        """;

    private const string EraseAliases = "DELETE FROM alias WHERE session=?1";

    public static ErasureReport Erase(WriteTransaction transaction, string userId, long? keepsEntry)
    {
        var keeps = keepsEntry ?? NoEntry;
        transaction.BeginErasing();
        var (messages, deliveries, values) = (0, Run(transaction.Connection, EraseInbox, userId, keeps), 0);
        var segments = TakenOver.SegmentsOf(transaction.Connection, userId);
        var takenOver = TakenOver.Erase(transaction, userId, segments);
        var sessions = SessionsOf(transaction.Connection, userId);
        foreach (var (id, count) in sessions)
        {
            messages += count;
            deliveries += Run(transaction.Connection, EraseInboxOfSession, id, keeps) + Run(transaction.Connection, EraseOutboxOfSession, id);
            values += CountOf(transaction.Connection, StateScope.Session(id)) + CountOf(transaction.Connection, StateScope.Shared(id));
            Run(transaction.Connection, EraseAliases, id);
            SessionEraser.Erase(transaction, id);
        }

        var lost = LostMessages.Erase(transaction, segments);
        values += CountOf(transaction.Connection, StateScope.User(userId));
        StateTable.Delete(transaction, StateScope.User(userId));
        values += MemoryTable.Erase(transaction, userId);
        return new(sessions.Count, messages, deliveries, values) { TakenOver = takenOver, Remaining = lost is null ? [] : [lost] };
    }

    private static List<(string Id, int Messages)> SessionsOf(Connection connection, string userId)
    {
        var sessions = new List<(string Id, int Messages)>();
        using var rows = connection.Query(Sessions).Bind(1, userId);
        while (rows.Step()) sessions.Add((rows.Text(0), rows.Int(1)));
        return sessions;
    }

    private static int CountOf(Connection connection, StateScope scope) => StateTable.List(connection, scope).Count;

    private static int Run(Connection connection, string sql, string key, long? keeps = null)
    {
        using var query = connection.Query(sql).Bind(1, key);
        if (keeps is { } entry) query.Bind(2, entry);
        query.Run();
        return connection.Changes;
    }
}
