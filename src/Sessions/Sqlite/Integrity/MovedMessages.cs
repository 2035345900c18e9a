using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.Log;

namespace Bots.Sessions.Sqlite.Integrity;

/// <summary>Messages that say that they stand elsewhere than right behind the one they follow are put back there.</summary>
internal static class MovedMessages
{
    private const string Suspects = """
        SELECT m.mid, m.prev, m.jump, p.seg, p.pos, j.jump FROM message m JOIN message p ON p.mid=m.prev LEFT JOIN message j ON j.mid=p.jump
        WHERE m.prev<>0 AND (m.pos<>p.pos+1 OR (m.seg<>p.seg AND NOT EXISTS(SELECT 1 FROM segment s WHERE s.seg=m.seg AND s.parent_seg=p.seg AND s.base_pos=p.pos)))
        ORDER BY m.mid
        """;

    // Where several runs go on from there, it is the one whose next message, or whose session, points at this one.
    private const string FindFree = """
        SELECT seg FROM (SELECT ?1 AS seg UNION ALL SELECT seg FROM segment WHERE parent_seg=?1 AND base_pos=?2)
        WHERE seg NOT IN (SELECT seg FROM message WHERE pos=?2+1) 
        ORDER BY seg NOT IN (SELECT seg FROM message WHERE prev=?3), seg NOT IN (SELECT seg FROM session WHERE head=?3), seg<>?1, seg LIMIT 1
        """;

    private const string Save = "UPDATE message SET seg=?2, pos=?3 WHERE mid=?1";

    private const string FirstAgain = """
        UPDATE message SET pos=0 WHERE prev=0 AND jump=0 AND pos<>0 AND NOT EXISTS(SELECT 1 FROM message other WHERE other.seg=message.seg AND other.pos=0)
        """;

    // The first of a history follows nothing: it stands where the next one, or its session, says.
    private const string FirstOutside = """
        SELECT m.mid, coalesce(
            (SELECT CASE WHEN g.base_pos=0 THEN g.parent_seg ELSE n.seg END FROM message n JOIN segment g ON g.seg=n.seg WHERE n.prev=m.mid AND n.pos=1 AND n.seg>0 ORDER BY n.mid LIMIT 1),
            (SELECT seg FROM session WHERE head=m.mid AND count=1 ORDER BY sid LIMIT 1)) AS own
        FROM message m WHERE m.seg<=0 AND m.prev=0 AND m.pos=0 AND own>0 AND own NOT IN (SELECT seg FROM message WHERE pos=0) AND own IN (SELECT seg FROM segment WHERE parent_seg=0)
        """;

    public static void Restore(Connection connection)
    {
        connection.Run(FirstAgain);
        foreach (var (message, segment) in FindFirst(connection))
        {
            using var save = connection.Query(Save).Bind(1, message).Bind(2, segment).Bind(3, 0L);
            save.Run();
        }

        foreach (var (message, after, position) in Find(connection))
        {
            if (SegmentFor(connection, message, after, position) is not { } segment) continue;
            using var save = connection.Query(Save).Bind(1, message).Bind(2, segment).Bind(3, position + 1);
            save.Run();
        }
    }

    private static List<(long Message, long Segment)> FindFirst(Connection connection)
    {
        var first = new List<(long Message, long Segment)>();
        using var rows = connection.Query(FirstOutside);
        while (rows.Step()) first.Add((rows.Long(0), rows.Long(1)));
        return [.. first.DistinctBy(static one => one.Segment)];
    }

    private static List<(long Message, long After, long Position)> Find(Connection connection)
    {
        var moved = new List<(long Message, long After, long Position)>();
        using var rows = connection.Query(Suspects);
        while (rows.Step())
        {
            // Only where both ways back agree is it the place that is damaged, and not the way.
            var jump = JumpPointer.Target(rows.Long(4) + 1) == rows.Long(4) ? rows.Long(1) : rows.LongOrNull(5);
            if (jump == rows.Long(2) && rows.Long(1) < rows.Long(0)) moved.Add((rows.Long(0), rows.Long(3), rows.Long(4)));
        }

        return moved;
    }

    private static long? SegmentFor(Connection connection, long message, long after, long position)
    {
        using var find = connection.Query(FindFree).Bind(1, after).Bind(2, position).Bind(3, message);
        return find.Step() ? find.Long(0) : null;
    }
}
