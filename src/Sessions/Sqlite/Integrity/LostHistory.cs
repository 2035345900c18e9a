using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.Log;

namespace Bots.Sessions.Sqlite.Integrity;

/// <summary>Gives a history that nobody reaches a session of its own, so that its text can be read, and erased.</summary>
internal static class LostHistory
{
    private const string LastNeeded = """
        SELECT coalesce(max(last), -1) FROM (
            SELECT max(s.count-1, coalesce(m.pos, -1)) AS last FROM session s LEFT JOIN message m ON m.mid=s.head WHERE s.seg=?1
            UNION ALL SELECT base_pos FROM segment WHERE parent_seg=?1)
        """;

    private const string IsInUse = "SELECT EXISTS(SELECT 1 FROM session WHERE seg=?1 UNION ALL SELECT 1 FROM checkpoint WHERE seg=?1)";
    private const string IsKnown = "SELECT EXISTS(SELECT 1 FROM segment WHERE seg=?1)";
    private const string Newest = "SELECT mid, pos FROM message WHERE seg=?1 AND pos>?2 ORDER BY pos DESC, mid DESC LIMIT 1";
    private const string Oldest = "SELECT m.pos, coalesce(p.seg, 0) FROM message m LEFT JOIN message p ON p.mid=m.prev WHERE m.seg=?1 AND m.pos>?2 ORDER BY m.pos LIMIT 1";
    private const string FindBase = "SELECT m.mid, m.pos FROM segment g JOIN message m ON m.seg=g.parent_seg AND m.pos=g.base_pos WHERE g.seg=?1 AND g.seg>?2 LIMIT 1";
    private const string Restore = "INSERT INTO segment(seg, parent_seg, base_pos, tip) VALUES(?1, ?2, ?3, ?4)";
    private const string End = "UPDATE segment SET tip=?2 WHERE seg=?1";
    private const string Reown = "UPDATE message SET seg=?3 WHERE seg=?1 AND pos>?2";
    private const string Remove = "DELETE FROM segment WHERE seg=?1 AND NOT EXISTS(SELECT 1 FROM segment WHERE parent_seg=?1)";
    private const string Outside = "SELECT mid, prev, pos FROM message WHERE seg=?1 ORDER BY pos, mid";
    private const string PutInto = "UPDATE message SET seg=?2, pos=max(pos, 0) WHERE mid=?1";
    private const string RemoveOutside = "DELETE FROM segment WHERE seg=?1 AND seg<=0";
    private const string SetTitle = "UPDATE session SET title='Recovered history' WHERE sid=?1";

    public static Mend Of(long segment) => new(
        $"segment {segment}", "The messages become a session of their own, named recovered-…; where there are none, the entry is removed.", transaction => Recover(transaction, segment));

    private static void Recover(WriteTransaction transaction, long segment)
    {
        var connection = transaction.Connection;
        if (segment <= 0)
        {
            foreach (var own in Gather(connection, segment)) Recover(transaction, own);
            return;
        }

        var needed = Number(connection, LastNeeded, segment);
        var newest = Row(connection, Newest, segment, needed);
        if (newest is var (tip, _) && Number(connection, IsKnown, segment) == 0) Add(connection, segment, segment, needed, tip);
        var inUse = Number(connection, IsInUse, segment) != 0;
        if (newest is var (message, position))
        {
            if (inUse) TakeAway(connection, segment, needed, message);
            else Run(connection, End, segment, message);
            CreateSession(transaction, segment, message, position);
        }
        else if (!inUse)
        {
            if (Row(connection, FindBase, segment, 0) is var (last, at)) CreateSession(transaction, segment, last, at);
            Run(connection, Remove, segment);
        }
    }

    /// <summary>Somebody goes on appending to the segment: the messages need one of their own.</summary>
    private static void TakeAway(Connection connection, long segment, long needed, long tip)
    {
        var own = NewSegment(connection);
        Add(connection, own, segment, needed, tip);
        using var reown = connection.Query(Reown).Bind(1, segment).Bind(2, needed).Bind(3, own);
        reown.Run();
    }

    /// <summary>Messages of no segment (none has a number below one) get segments of their own, one for each run that goes on from one message to the next.</summary>
    private static List<long> Gather(Connection connection, long outside)
    {
        var (ends, runs) = (new Dictionary<(long Message, long Position), long>(), new List<long>());
        var messages = new List<(long Message, long Previous, long Position)>();
        using (var rows = connection.Query(Outside).Bind(1, outside))
        {
            while (rows.Step()) messages.Add((rows.Long(0), rows.Long(1), rows.Long(2)));
        }

        foreach (var (message, previous, position) in messages)
        {
            if (!ends.Remove((previous, position - 1), out var run)) runs.Add(run = NewSegment(connection));
            ends[(message, position)] = run;
            Run(connection, PutInto, message, run);
        }

        Run(connection, RemoveOutside, outside);
        return runs;
    }

    /// <summary>A number that no segment had before; its row is yet to be added.</summary>
    private static long NewSegment(Connection connection)
    {
        var segment = SegmentTable.Create(connection, parent: 0, basePosition: -1);
        Run(connection, Remove, segment);
        return segment;
    }

    /// <summary>Adds an ended segment for the messages of another one behind a position.</summary>
    private static void Add(Connection connection, long segment, long of, long behind, long tip)
    {
        using var oldest = connection.Query(Oldest).Bind(1, of).Bind(2, behind);
        oldest.Step();
        using var restore = connection.Query(Restore).Bind(1, segment).Bind(2, oldest.Long(1)).Bind(3, oldest.Long(0) - 1).Bind(4, tip);
        restore.Run();
    }

    private static void CreateSession(WriteTransaction transaction, long segment, long message, long position)
    {
        var id = $"recovered-{segment}";
        for (var number = 2; SessionTable.FindAny(transaction.Connection, id) is not null; number++) id = $"recovered-{segment}-{number}";
        var head = SessionTable.Create(transaction, id, userId: null, agentName: null);
        MessageLog.MoveTo(transaction, head, new(message, position + 1, 0, SessionHead.NoGroup));
        SessionTable.Save(transaction, head);
        Run(transaction.Connection, SetTitle, head.Sid);
        HistoryMender.Apply(transaction, head.Sid);
    }

    private static (long Message, long Position)? Row(Connection connection, string sql, long segment, long behind)
    {
        using var query = connection.Query(sql).Bind(1, segment).Bind(2, behind);
        return query.Step() ? (query.Long(0), query.Long(1)) : null;
    }

    private static long Number(Connection connection, string sql, long segment)
    {
        using var query = connection.Query(sql).Bind(1, segment);
        return query.Step() ? query.Long(0) : 0;
    }

    private static void Run(Connection connection, string sql, long key)
    {
        using var query = connection.Query(sql).Bind(1, key);
        query.Run();
    }

    private static void Run(Connection connection, string sql, long key, long value)
    {
        using var query = connection.Query(sql).Bind(1, key).Bind(2, value);
        query.Run();
    }
}
