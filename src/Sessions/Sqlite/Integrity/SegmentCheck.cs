using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.Log;

namespace Bots.Sessions.Sqlite.Integrity;

/// <summary>Every message is reached by somebody.</summary>
internal static class SegmentCheck
{
    // Whatever points into a segment does so as its child, but for the session that appends to it.
    private const string Lost = """
        WITH needed(seg, last) AS (
            SELECT seg, max(last) FROM (
                SELECT s.seg, max(s.count-1, coalesce(m.pos, -1)) AS last FROM session s LEFT JOIN message m ON m.mid=s.head
                UNION ALL SELECT parent_seg, base_pos FROM segment) GROUP BY seg)
        SELECT m.seg, count(*), max(m.pos) FROM message m LEFT JOIN needed n ON n.seg=m.seg
        WHERE m.seg<=0 OR m.pos>coalesce(n.last, -1) OR m.seg NOT IN (SELECT seg FROM segment) GROUP BY m.seg
        """;

    private const string Unowned = """
        SELECT g.seg, g.parent_seg FROM segment g WHERE g.tip IS NULL AND g.seg NOT IN (SELECT seg FROM session UNION ALL SELECT seg FROM checkpoint)
        UNION SELECT g.seg, g.parent_seg FROM segment g WHERE g.seg<=0
        UNION SELECT g.seg, g.parent_seg FROM segment g WHERE g.tip IS NOT NULL AND NOT EXISTS(SELECT 1 FROM segment c WHERE c.parent_seg=g.seg)
        """;

    private const string WrongPins = $"""
        SELECT count(*) FROM (SELECT pin_seg, pin_pos, parent_seg AS parent, base_pos AS last FROM segment WHERE pin_seg IS NOT NULL) base
        LEFT JOIN segment p ON p.seg=base.parent WHERE base.pin_seg IS NOT {SegmentTable.PinSegment} OR base.pin_pos IS NOT {SegmentTable.PinPosition}
        """;

    private static readonly Mend ForgetPins = new("pins", "Windows look for them in every segment again.", static transaction => SegmentTable.ForgetPins(transaction.Connection));

    public static IEnumerable<Finding> Run(Connection connection)
    {
        var lost = new HashSet<long>();
        var messages = Finding.In(connection, Lost, row =>
        {
            lost.Add(row.Long(0));
            return Finding.Of(IntegrityProblemKind.Orphan, null, $"{row.Long(1)} messages (segment {row.Long(0)}) belong to no session.", LostHistory.Of(row.Long(0)));
        });
        var segments = Finding.In(connection, Unowned, row => lost.Contains(row.Long(0)) ? null
            : Finding.Of(IntegrityProblemKind.Orphan, null, $"Segment {row.Long(0)} belongs to no session and no checkpoint.", LostHistory.Of(row.Long(0))));
        return [.. messages, .. segments, .. Pins(connection)];
    }

    private static IEnumerable<Finding> Pins(Connection connection)
    {
        if (connection.Number(WrongPins) is > 0 and var count)
            yield return Finding.Of(IntegrityProblemKind.WrongCount, null, $"{count} segments lead a wrong way to system messages before them.", ForgetPins);
    }
}
