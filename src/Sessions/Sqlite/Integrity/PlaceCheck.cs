using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.Log;

namespace Bots.Sessions.Sqlite.Integrity;

/// <summary>Sessions and checkpoints point at histories that are there, and know how long they are.</summary>
internal static class PlaceCheck
{
    private const string Columns = $"""
        SELECT s.id, s.sid, x.count, x.tok, x.open_grp, x.message, g.seg IS NOT NULL, g.tip IS NULL, p.mid IS NOT NULL, p.pos+1, p.tok_before + {MessageCheck.Tokens},
            CASE WHEN x.message=0 THEN g.base_pos=-1 ELSE p.mid IS NULL OR p.seg=x.seg OR (p.seg=g.parent_seg AND p.pos=g.base_pos) END
        """;

    private const string Heads = $"""
        {Columns}, g.seg IS NOT NULL AND {SegmentOwners.IsForeignToHead} FROM (SELECT sid, seg, head AS message, count, tok, open_grp FROM session) x JOIN session s ON s.sid=x.sid
        LEFT JOIN segment g ON g.seg=x.seg LEFT JOIN message p ON p.mid=x.message ORDER BY s.sid
        """;

    private const string Checkpoints = $"""
        {Columns}, g.seg IS NOT NULL AND {SegmentOwners.IsForeignToCheckpoint} FROM checkpoint x JOIN session s ON s.sid=x.sid LEFT JOIN segment g ON g.seg=x.seg LEFT JOIN message p ON p.mid=x.message ORDER BY x.cid
        """;

    // A session is always made after the one it lies below.
    private const string LostParents = "SELECT id, sid, parent>=sid FROM session WHERE parent IS NOT NULL AND (parent>=sid OR parent NOT IN (SELECT sid FROM session))";
    private const string ForgetParent = "UPDATE session SET parent=NULL WHERE sid=?1 AND (parent>=sid OR parent NOT IN (SELECT sid FROM session))";

    private const string LostSegments = """
        SELECT s.id, s.sid FROM segment g JOIN session s ON s.seg=g.seg WHERE g.parent_seg<>0 AND g.parent_seg NOT IN (SELECT seg FROM segment)
        """;

    public static IEnumerable<Finding> Run(Connection connection) =>
        [.. Look(connection, Heads, "The session"), .. Look(connection, Checkpoints, "A checkpoint"), .. Parents(connection), .. Segments(connection)];

    private static List<Finding> Look(Connection connection, string sql, string who) => Finding.In(connection, sql, row =>
        ProblemOf(connection, row) is var (kind, what) ? Finding.Of(kind, row.Text(0), $"{who} {what}.", HistoryMender.Of(new(row.Text(0), row.Long(1)))) : null);

    private static (IntegrityProblemKind Kind, string What)? ProblemOf(Connection connection, Query row)
    {
        var (message, isThere) = (row.Long(5), row.Long(8) != 0);
        if (row.Long(6) == 0) return (IntegrityProblemKind.DanglingSegment, "points at a segment that is not there");
        if (row.Long(12) != 0) return (IntegrityProblemKind.DanglingSegment, "points at the segment of another one");
        if (row.Long(7) == 0) return (IntegrityProblemKind.DanglingSegment, "points at a segment that has ended");
        if (message != 0 && !isThere) return (IntegrityProblemKind.DanglingSegment, "points at a message that is not there");
        if (row.Long(11) == 0) return (IntegrityProblemKind.DanglingSegment, "points at a message of another history");
        var expected = isThere ? (row.Long(9), row.Long(10)) : (0, 0);
        if ((row.Long(2), row.Long(3)) != expected) return (IntegrityProblemKind.WrongCount, "has a wrong number of messages or tokens");
        return row.Long(4) == ToolGroups.OpenAfter(connection, message) ? null : (IntegrityProblemKind.WrongCount, "has a wrong open tool group");
    }

    private static List<Finding> Parents(Connection connection) => Finding.In(connection, LostParents, static row =>
        Finding.Of(IntegrityProblemKind.DanglingSegment, row.Text(0), row.Long(2) == 0 ? "The session lies below one that is not there." : "The session lies below itself, or below one that came after it.", BecomeRoot(row.Long(1))));

    private static Mend BecomeRoot(long sid) => new($"parent {sid}", "It becomes a root.", transaction =>
    {
        using var forget = transaction.Connection.Query(ForgetParent).Bind(1, sid);
        forget.Run();
    });

    private static List<Finding> Segments(Connection connection) => Finding.In(connection, LostSegments, static row => Finding.Of(
        IntegrityProblemKind.DanglingSegment, row.Text(0), "The session's history is based on a segment that is not there.", HistoryMender.Of(new(row.Text(0), row.Long(1)))));
}
