using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.Log;

namespace Bots.Sessions.Sqlite.Integrity;

/// <summary>A segment is based on the place that its first message follows, in a segment that was there before it.</summary>
internal static class SegmentLinks
{
    // One without messages keeps the place that it is based on; that is there, and behind the base of its parent.
    private const string Suspects = """
        WITH ends(seg, last) AS (SELECT seg, max(last) FROM (SELECT seg, pos AS last FROM message UNION ALL SELECT seg, count-1 FROM session) GROUP BY seg)
        SELECT g.seg, g.parent_seg, f.pos, f.prev, f.jump, p.seg, p.pos, j.jump,
            p.prev=0 OR (p.pos=q.pos+1 AND (p.seg=q.seg OR EXISTS(SELECT 1 FROM segment s WHERE s.seg=p.seg AND s.parent_seg=q.seg AND s.base_pos=q.pos))),
            g.base_pos
        FROM segment g LEFT JOIN (SELECT seg, min(pos) AS pos, prev, jump FROM message GROUP BY seg) f ON f.seg=g.seg
        LEFT JOIN message p ON p.mid=f.prev AND f.prev<>0 LEFT JOIN message j ON j.mid=p.jump LEFT JOIN message q ON q.mid=p.prev
        LEFT JOIN segment b ON b.seg=g.parent_seg LEFT JOIN ends e ON e.seg=g.parent_seg
        WHERE g.parent_seg>=g.seg OR (f.seg IS NOT NULL AND (coalesce(p.seg, 0), coalesce(p.pos, -1))<>(g.parent_seg, g.base_pos))
            OR (f.seg IS NULL AND CASE WHEN g.parent_seg=0 THEN g.base_pos<>-1 ELSE g.base_pos<=coalesce(b.base_pos, -1) OR g.base_pos>coalesce(e.last, -1) END)
        """;

    private const string OfEmpty = """
        SELECT m.seg, m.pos FROM (SELECT seg, head AS message FROM session UNION ALL SELECT seg, message FROM checkpoint) x
        JOIN message m ON m.mid=x.message WHERE x.seg=?1 AND m.seg<?1 LIMIT 1
        """;

    private const string OfNowhere = """
        SELECT m.seg, m.pos FROM (SELECT seg, head AS message, count FROM session UNION ALL SELECT seg, message, count FROM checkpoint) x
        JOIN message m ON (m.mid=x.message AND m.pos=x.count-1 AND m.seg BETWEEN 1 AND ?1-1) OR (m.seg=?2 AND m.pos<x.count)
        WHERE x.seg=?1 ORDER BY m.mid<>x.message, m.pos DESC LIMIT 1
        """;

    private const string Save = "UPDATE segment SET parent_seg=?2, base_pos=?3 WHERE seg=?1";

    private static readonly Mend Mend = new("links", "It is based again on what its first message follows; where nothing tells that, notes take the place of what is missing.", static transaction =>
    {
        Restore(transaction.Connection);
        SegmentTable.ForgetPins(transaction.Connection);
    });

    public static IEnumerable<Finding> Run(Connection connection)
    {
        var wrong = Find(connection);
        if (wrong.Count == 0) return [];
        var owners = HistoryOwners.Read(connection);
        return wrong.SelectMany(link => owners.Of(link.Segment, -1).Select(static owner => owner.Id).DefaultIfEmpty(null)
            .Select(session => Finding.Of(IntegrityProblemKind.DanglingSegment, session, $"Segment {link.Segment} is based on a place where it cannot have begun.", Mend)));
    }

    /// <summary>Bases every segment on what its messages say.</summary>
    public static void Restore(Connection connection)
    {
        foreach (var link in Find(connection))
        {
            using var save = connection.Query(Save).Bind(1, link.Segment).Bind(2, link.Parent).Bind(3, link.Base);
            save.Run();
        }
    }

    private static List<Link> Find(Connection connection)
    {
        var links = new List<Link>();
        using var rows = connection.Query(Suspects);
        while (rows.Step())
        {
            if (Told(rows) is { } told) links.Add(told);
            else if (rows.Long(1) >= rows.Long(0)) links.Add(rows.IsNull(2) ? LinkOfEmpty(connection, rows.Long(0)) : new(rows.Long(0), 0, rows.Long(2) - 1));
            else if (rows.IsNull(2) && LinkOfNowhere(connection, rows.Long(0), rows.Long(1)) is var found && (found.Parent, found.Base) != (rows.Long(1), rows.Long(9))) links.Add(found);
        }

        return links;
    }

    /// <summary>What the first message tells; null unless both of its ways back agree and the message before stands where it belongs: one of them may be what is damaged.</summary>
    private static Link? Told(Query row)
    {
        if (row.IsNull(2)) return null;
        var (position, previous) = (row.Long(2), row.Long(3));
        if (previous == 0) return position == 0 && row.Long(4) == 0 ? new(row.Long(0), 0, -1) : null;
        if (row.IsNull(5) || row.Long(5) <= 0 || row.Long(5) >= row.Long(0) || row.Long(6) != position - 1 || row.LongOrNull(8) is not 1) return null;
        var jump = JumpPointer.Target(position) == position - 1 ? previous : row.LongOrNull(7);
        return jump == row.Long(4) ? new(row.Long(0), row.Long(5), row.Long(6)) : null;
    }

    private static Link LinkOfEmpty(Connection connection, long segment)
    {
        using var find = connection.Query(OfEmpty).Bind(1, segment);
        return find.Step() ? new(segment, find.Long(0), find.Long(1)) : new(segment, 0, -1);
    }

    /// <summary>Where one belongs that is based on a place which never was: behind the message that its session or checkpoint names, else as far as its parent goes.</summary>
    private static Link LinkOfNowhere(Connection connection, long segment, long parent)
    {
        using var find = connection.Query(OfNowhere).Bind(1, segment).Bind(2, parent);
        return find.Step() ? new(segment, find.Long(0), find.Long(1)) : new(segment, 0, -1);
    }

    private sealed record Link(long Segment, long Parent, long Base);
}
