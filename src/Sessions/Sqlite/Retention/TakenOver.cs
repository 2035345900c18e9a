using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.Log;
using Bots.Sessions.Sqlite.Memories;

namespace Bots.Sessions.Sqlite.Retention;

/// <summary>Takes out of the sessions of others what they took over from a user's sessions.</summary>
internal static class TakenOver
{
    private const string TheirSessions = "(SELECT sid FROM session WHERE user_id=?1)";
    private const string Theirs = $"SELECT seg FROM segment WHERE user_id=?1 OR sid IN {TheirSessions}";
    private const string Below = $"WITH RECURSIVE below(seg) AS ({Theirs} UNION SELECT g.seg FROM segment g JOIN below b ON g.parent_seg=b.seg)";
    private const string Sessions = $"{Below} SELECT id FROM session WHERE user_id IS NOT ?1 AND seg IN below ORDER BY sid";

    private const string Checkpoints = $"""
        {Below} SELECT c.cid, c.seg, c.message, c.count, c.tok, c.open_grp FROM checkpoint c JOIN session s ON s.sid=c.sid
        WHERE s.user_id IS NOT ?1 AND c.seg IN below ORDER BY c.cid
        """;

    private const string MoveCheckpoint = "UPDATE checkpoint SET seg=?2, message=?3, count=?4, tok=?5, open_grp=?6 WHERE cid=?1";
    private const string MoveFork = "UPDATE session SET forked_at=?2 WHERE sid=?1 AND forked_at IS NOT NULL";
    private const string FindFork = "SELECT forked_at FROM session WHERE sid=?1";

    private const string Values = $"""
        SELECT t.sid, s.id, t.key, t.value FROM taken_value t JOIN session s ON s.sid=t.sid
        WHERE s.user_id IS NOT ?1 AND (t.user_id=?1 OR t.from_sid IN {TheirSessions})
        """;

    private const string EraseValue = "DELETE FROM state WHERE scope='session' AND owner=?1 AND key=?2 AND value=?3";
    private const string EraseCaptured = "DELETE FROM checkpoint_state WHERE key=?2 AND value=?3 AND cid IN (SELECT cid FROM checkpoint WHERE sid=?1)";
    private const string EraseOrigin = "DELETE FROM fork_state WHERE sid=?1 AND key=?2 AND value=?3";
    private const string EraseNote = "DELETE FROM taken_value WHERE sid=?1 AND key=?2 AND value=?3";

    private const string EraseTitles = $"""
        UPDATE session SET title=NULL, title_sid=NULL, title_user=NULL WHERE user_id IS NOT ?1 AND (title_user=?1 OR title_sid IN {TheirSessions})
        """;

    /// <summary>The segments that hold what the user said.</summary>
    public static HashSet<long> SegmentsOf(Connection connection, string userId) => [.. Read(connection, Theirs, userId, static row => row.Long(0))];

    /// <summary>Does so before the user's own sessions are erased; answers how many messages of histories that were.</summary>
    public static int Erase(WriteTransaction transaction, string userId, HashSet<long> segments)
    {
        var connection = transaction.Connection;
        var (sessions, checkpoints) = (Read(connection, Sessions, userId, static row => row.Text(0)), Read(connection, Checkpoints, userId, CheckpointOf));
        var rewriting = new HistoryWithout(transaction, segments);
        var lost = sessions.Sum(id => Rewrite(transaction, rewriting, SessionTable.FindAny(connection, id)!));
        foreach (var checkpoint in checkpoints) Rewrite(transaction, rewriting, checkpoint);
        rewriting.Finish();
        foreach (var (sid, id, key, value) in Read(connection, Values, userId, static row => (row.Long(0), row.Text(1), row.Text(2), row.Text(3)))) EraseState(connection, sid, id, key, value);
        using var titles = connection.Query(EraseTitles).Bind(1, userId);
        titles.Run();
        return lost;
    }

    private static int Rewrite(WriteTransaction transaction, HistoryWithout rewriting, SessionHead head)
    {
        var before = head.Count;
        var rest = rewriting.Rewrite(head.Place);
        if (rest == head.Place) return 0;
        using (var find = transaction.Connection.Query(FindFork).Bind(1, head.Sid))
        {
            if (find.Step() && find.LongOrNull(0) is { } forkedAt) Run(transaction.Connection, MoveFork, head.Sid, rewriting.StayingOf(forkedAt + 1) - 1);
        }

        MessageLog.MoveTo(transaction, head, rest);
        SessionTable.Save(transaction, head);
        SummaryTable.EraseAll(transaction.Connection, head.Sid);
        MemoryTable.DropSource(transaction, head.Id);
        return checked((int)Math.Max(0, before - rest.Count));
    }

    private static void Rewrite(WriteTransaction transaction, HistoryWithout rewriting, CheckpointRow row)
    {
        var rest = rewriting.Rewrite(row.Place);
        if (rest == row.Place) return;
        using (var move = transaction.Connection.Query(MoveCheckpoint).Bind(1, row.Id).Bind(2, MessageLog.Branch(transaction.Connection, rest))
            .Bind(3, rest.Message).Bind(4, rest.Count).Bind(5, rest.Tokens).Bind(6, rest.OpenGroup)) move.Run();
        SegmentTable.Retire(transaction, row.Segment, row.Place.Message);
    }

    private static void EraseState(Connection connection, long sid, string id, string key, string value)
    {
        using (var erase = connection.Query(EraseValue).Bind(1, id).Bind(2, key).Bind(3, value)) erase.Run();
        foreach (var sql in new[] { EraseCaptured, EraseOrigin, EraseNote })
        {
            using var copy = connection.Query(sql).Bind(1, sid).Bind(2, key).Bind(3, value);
            copy.Run();
        }
    }

    private static List<TRow> Read<TRow>(Connection connection, string sql, string userId, RowReader<TRow> read)
    {
        var rows = new List<TRow>();
        using var query = connection.Query(sql).Bind(1, userId);
        while (query.Step()) rows.Add(read(query));
        return rows;
    }

    private static CheckpointRow CheckpointOf(Query row) => new(row.Long(0), row.Long(1), new(row.Long(2), row.Long(3), row.Long(4), row.Long(5)), null);

    private static void Run(Connection connection, string sql, long key, long value)
    {
        using var query = connection.Query(sql).Bind(1, key).Bind(2, value);
        query.Run();
    }

    private delegate TRow RowReader<out TRow>(Query row);
}
