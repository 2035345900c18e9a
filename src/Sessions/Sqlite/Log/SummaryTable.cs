using Bots.Sessions.Sqlite.Engine;

namespace Bots.Sessions.Sqlite.Log;

/// <summary>The rows of summaries. Each stands at the last message of its range, and is there for the histories that reach that message.</summary>
internal static class SummaryTable
{
    private const string OfSession = "SELECT mid, from_pos, to_pos, text, source, created_at FROM summary WHERE sid=?1 AND to_pos<?2 ORDER BY to_pos DESC, from_pos DESC";

    private const string Put = """
        INSERT INTO summary(sid, mid, from_pos, to_pos, created_at, source, text) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT(sid, mid, from_pos) DO UPDATE SET created_at=excluded.created_at, source=excluded.source, text=excluded.text
        """;

    private const string TakeOverRow = """
        INSERT INTO summary(sid, mid, from_pos, to_pos, created_at, source, text)
        SELECT ?1, mid, from_pos, to_pos, created_at, source, text FROM summary WHERE sid=?2 AND mid=?3 AND from_pos=?4
        """;

    private const string EraseRow = "DELETE FROM summary WHERE sid=?1 AND mid=?2 AND from_pos=?3";
    private const string EraseOfSession = "DELETE FROM summary WHERE sid=?1";
    private const string EraseOfMessage = "DELETE FROM summary WHERE mid=?1";

    public static IReadOnlyList<SessionSummary> List(Connection connection, string sessionId) =>
        SessionTable.Find(connection, sessionId) is not { } head ? []
            : [.. Holding(connection, head.Sid, head.Place).Select(static row => row.Summary).OrderBy(static summary => summary.FromIndex).ThenBy(static summary => summary.ToIndex)];

    /// <summary>The last message of the range when the session has it and the messages of the range are those the summary was made of.</summary>
    public static long? FindSource(Connection connection, string sessionId, SessionSummary summary)
    {
        if (SessionTable.Find(connection, sessionId) is not { } head || head.Count <= summary.ToIndex) return null;
        var last = MessageLog.At(connection, head.Message, head.Count - 1, summary.ToIndex);
        var messages = HistoryReader.Range(connection, last, checked(summary.ToIndex - summary.FromIndex + 1));
        return SessionSummary.HashOf(messages) == summary.SourceHash ? last : null;
    }

    /// <summary>Keeps the summary unless its last message is not part of the history any more.</summary>
    public static bool Save(WriteTransaction transaction, string sessionId, SessionSummary summary, long last)
    {
        if (FindMessage(transaction.Connection, sessionId, summary.ToIndex) is not var (sid, message) || message != last) return false;

        // A text that is replaced is erased as well.
        transaction.BeginErasing();
        using var put = transaction.Connection.Query(Put)
            .Bind(1, sid).Bind(2, last).Bind(3, summary.FromIndex).Bind(4, summary.ToIndex).Bind(5, transaction.Now).Bind(6, summary.SourceHash).Bind(7, summary.Text);
        put.Run();
        return true;
    }

    public static bool Delete(WriteTransaction transaction, string sessionId, long from, long to)
    {
        if (FindMessage(transaction.Connection, sessionId, to) is not var (sid, message)) return false;
        transaction.BeginErasing();
        using var erase = transaction.Connection.Query(EraseRow).Bind(1, sid).Bind(2, message).Bind(3, from);
        erase.Run();
        return transaction.Connection.Changes > 0;
    }

    /// <summary>Gives a fork the summaries over the history it takes over. From then on each side has its own.</summary>
    public static void TakeOver(Connection connection, long from, SessionHead to)
    {
        foreach (var (message, summary) in Holding(connection, from, to.Place))
        {
            using var copy = connection.Query(TakeOverRow).Bind(1, to.Sid).Bind(2, from).Bind(3, message).Bind(4, summary.FromIndex);
            copy.Run();
        }
    }

    public static void EraseAll(Connection connection, long sid) => Run(connection, EraseOfSession, sid);

    /// <summary>Erases what was made of a message that is erased.</summary>
    public static void EraseAt(Connection connection, long message) => Run(connection, EraseOfMessage, message);

    /// <summary>The summaries of a session that hold for a history; one walk from its end, whatever their number.</summary>
    private static List<(long Message, SessionSummary Summary)> Holding(Connection connection, long sid, HistoryPlace place)
    {
        var holding = new List<(long Message, SessionSummary Summary)>();
        var (message, position) = (place.Message, place.Count - 1);
        using var rows = connection.Query(OfSession).Bind(1, sid).Bind(2, place.Count);
        while (rows.Step())
        {
            (message, position) = (MessageLog.At(connection, message, position, rows.Long(2)), rows.Long(2));
            if (message == rows.Long(0)) holding.Add((message, SummaryOf(rows)));
        }

        return holding;
    }

    private static SessionSummary SummaryOf(Query row) =>
        new(row.Int(1), row.Int(2), row.Text(3), row.Text(4)) { CreatedAt = Microseconds.ToTime(row.Long(5)) };

    private static (long Sid, long Message)? FindMessage(Connection connection, string sessionId, long position) =>
        position >= 0 && SessionTable.Find(connection, sessionId) is { } head && position < head.Count
            ? (head.Sid, MessageLog.At(connection, head.Message, head.Count - 1, position)) : null;

    private static void Run(Connection connection, string sql, long key)
    {
        using var query = connection.Query(sql).Bind(1, key);
        query.Run();
    }
}
