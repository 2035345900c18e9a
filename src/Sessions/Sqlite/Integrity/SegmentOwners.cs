using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.Log;

namespace Bots.Sessions.Sqlite.Integrity;

/// <summary>A session appends to a segment of its own, and a checkpoint has one of its own: whoever points at that of another one gets back what is left of its own.</summary>
internal static class SegmentOwners
{
    /// <summary>True in SQL where the session <c>x</c> points at the segment <c>g</c> of another one.</summary>
    public const string IsForeignToHead = """
        coalesce(g.sid<>x.sid, g.user_id IS NOT NULL OR x.seg IN (SELECT seg FROM checkpoint) OR x.sid NOT IN (SELECT min(sid) FROM session GROUP BY seg))
        """;

    /// <summary>The same for a checkpoint <c>x</c>.</summary>
    public const string IsForeignToCheckpoint = """
        (coalesce(g.sid<>x.sid, 0) OR x.seg IN (SELECT s.seg FROM session s JOIN segment o ON o.seg=s.seg AND o.sid=s.sid) OR x.cid NOT IN (SELECT min(cid) FROM checkpoint GROUP BY seg))
        """;

    private const string ForeignHead = $"SELECT 1 FROM session x JOIN segment g ON g.seg=x.seg WHERE x.sid=?1 AND {IsForeignToHead}";
    private const string ForeignCheckpoint = $"SELECT 1 FROM checkpoint x JOIN segment g ON g.seg=x.seg WHERE x.cid=?1 AND {IsForeignToCheckpoint}";
    private const string IsKnown = "SELECT 1 FROM segment WHERE seg=?1 AND seg>0";
    private const string IsFree = "g.tip IS NULL AND g.seg NOT IN (SELECT seg FROM session UNION ALL SELECT seg FROM checkpoint)";
    private const string OwnOfHead = $"SELECT g.seg FROM segment g WHERE g.sid=?1 AND {IsFree} ORDER BY g.seg DESC LIMIT 1";

    private const string OwnOfCheckpoint = $"""
        SELECT g.seg FROM segment g JOIN segment p ON p.seg=g.parent_seg WHERE g.sid IS NULL AND p.sid=?1 AND g.base_pos=?2 AND {IsFree} ORDER BY g.seg DESC LIMIT 1
        """;

    private const string NoteOwner = "UPDATE segment SET sid=?2 WHERE seg=?1 AND sid IS NULL";

    private const string Newest = """
        SELECT mid, pos FROM message WHERE seg=?1
        UNION ALL SELECT m.mid, m.pos FROM segment g JOIN message m ON m.seg=g.parent_seg AND m.pos=g.base_pos WHERE g.seg=?1
        ORDER BY pos DESC, mid DESC LIMIT 1
        """;

    /// <summary>Where the session stands: as it says, or else where its own segment ends. One that has none left begins anew; its messages are found as a lost history.</summary>
    public static Seat SeatHead(Connection connection, Seat given)
    {
        var isThere = Is(connection, IsKnown, given.Segment);
        if (isThere && !Is(connection, ForeignHead, given.Key)) return given;
        using var find = connection.Query(OwnOfHead).Bind(1, given.Key);
        if (find.Step()) return EndOf(connection, given, find.Long(0));
        if (!isThere && given.Segment > 0) return given;
        var segment = SegmentTable.Create(connection, parent: 0, basePosition: -1);
        Authors.Note(connection, segment, given.Key);
        return new(given.Key, segment, 0, 0);
    }

    /// <summary>The same for a checkpoint of a session.</summary>
    public static Seat SeatCheckpoint(Connection connection, long sid, Seat given)
    {
        var isThere = Is(connection, IsKnown, given.Segment);
        if (isThere && !Is(connection, ForeignCheckpoint, given.Key)) return given;
        using var find = connection.Query(OwnOfCheckpoint).Bind(1, sid).Bind(2, given.Count - 1);
        if (find.Step()) return EndOf(connection, given, find.Long(0));
        return !isThere && given.Segment > 0 ? given : new(given.Key, SegmentTable.Create(connection, parent: 0, basePosition: -1), 0, 0);
    }

    /// <summary>The segment that a session appends to is its own.</summary>
    public static void Note(Connection connection, long segment, long sid)
    {
        using var note = connection.Query(NoteOwner).Bind(1, segment).Bind(2, sid);
        note.Run();
    }

    private static Seat EndOf(Connection connection, Seat given, long segment)
    {
        using var newest = connection.Query(Newest).Bind(1, segment);
        return newest.Step() ? new(given.Key, segment, newest.Long(0), newest.Long(1) + 1) : new(given.Key, segment, 0, 0);
    }

    private static bool Is(Connection connection, string sql, long key)
    {
        using var query = connection.Query(sql).Bind(1, key);
        return query.Step();
    }
}

/// <summary>Where a session or a checkpoint says that it stands.</summary>
/// <param name="Key">Its row.</param>
/// <param name="Segment">The segment.</param>
/// <param name="Message">The newest message.</param>
/// <param name="Count">How many messages there are.</param>
internal sealed record Seat(long Key, long Segment, long Message, long Count);
