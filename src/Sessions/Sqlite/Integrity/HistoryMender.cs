using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.Log;

namespace Bots.Sessions.Sqlite.Integrity;

/// <summary>Mends the histories that a session and its checkpoints point at: fills gaps, and works out anew whatever is noted beside the messages.</summary>
internal static class HistoryMender
{
    private const string Head = "SELECT sid, seg, head, count FROM session WHERE sid=?1";
    private const string Checkpoints = "SELECT cid, seg, message, count FROM checkpoint WHERE sid=?1";
    private const string SaveHead = "UPDATE session SET head=?2, count=?3, tok=?4, open_grp=?5, seg=?6 WHERE sid=?1";
    private const string SaveCheckpoint = "UPDATE checkpoint SET message=?2, count=?3, tok=?4, open_grp=?5, seg=?6 WHERE cid=?1";
    private const string FindSegment = "SELECT tip IS NOT NULL FROM segment WHERE seg=?1";
    private const string End = "UPDATE segment SET tip=?2 WHERE seg=?1";
    private const string Reopen = "UPDATE segment SET tip=NULL WHERE seg=?1";
    private const string Restore = "INSERT INTO segment(seg, parent_seg, base_pos) VALUES(?1, ?2, ?3)";
    private const string FindMessage = "SELECT seg, pos FROM message WHERE mid=?1";
    private const string Oldest = "SELECT m.pos, coalesce(p.seg, 0) FROM message m LEFT JOIN message p ON p.mid=m.prev WHERE m.seg=?1 ORDER BY m.pos LIMIT 1";

    private const string Rebase = """
        UPDATE segment SET parent_seg=?2, base_pos=?3 WHERE seg=?1 AND ?2<?1 AND (parent_seg, base_pos)<>(?2, ?3) AND NOT EXISTS(SELECT 1 FROM message WHERE seg=?1)
        """;

    private const string BaseOn = """
        UPDATE segment SET base_pos=?3 WHERE seg=?1 AND base_pos<>?3 AND parent_seg=(SELECT seg FROM message WHERE mid=?2 AND pos=?3) AND NOT EXISTS(SELECT 1 FROM message WHERE seg=?1)
        """;

    private const string LostParents = "SELECT seg, parent_seg FROM segment WHERE parent_seg<>0 AND parent_seg NOT IN (SELECT seg FROM segment)";

    /// <summary>What it does for most problems.</summary>
    public const string Remedy = "Missing messages get a note in their place, and the numbers beside the others are worked out anew.";

    public static Mend Of(Owner owner, string remedy = Remedy) => new($"session {owner.Sid}", remedy, transaction => Apply(transaction, owner.Sid));

    public static void Apply(WriteTransaction transaction, long sid)
    {
        var connection = transaction.Connection;
        RestoreParents(connection);
        SegmentLinks.Restore(connection);
        MovedMessages.Restore(connection);
        var places = Read(connection, Checkpoints, sid).Select(static place => (Save: SaveCheckpoint, Place: place)).ToList();
        places.AddRange(Read(connection, Head, sid).Select(static place => (SaveHead, place)));
        foreach (var (save, given) in places)
        {
            var (key, segment, message, count) = save == SaveHead ? SegmentOwners.SeatHead(connection, given) : SegmentOwners.SeatCheckpoint(connection, sid, given);
            RestoreSegment(connection, segment, message);
            MoveBase(connection, segment, message, count);
            if (save == SaveHead) SegmentOwners.Note(connection, segment, sid);
            var place = HistoryRebuild.Run(transaction, segment, message, count);
            RebaseEmpty(connection, segment, place);
            if (save == SaveCheckpoint) segment = Emptied(connection, segment, place);
            using var update = connection.Query(save).Bind(1, key).Bind(2, place.Message).Bind(3, place.Count).Bind(4, place.Tokens).Bind(5, place.OpenGroup).Bind(6, segment);
            update.Run();
        }

        SegmentTable.ForgetPins(connection);
    }

    private static List<Seat> Read(Connection connection, string sql, long sid)
    {
        var places = new List<Seat>();
        using var rows = connection.Query(sql).Bind(1, sid);
        while (rows.Step()) places.Add(new(rows.Long(0), rows.Long(1), rows.Long(2), rows.Long(3)));
        return places;
    }

    /// <summary>The segment that a session or checkpoint points at is there and open; made anew from its newest message where it is not.</summary>
    private static void RestoreSegment(Connection connection, long segment, long message)
    {
        using (var find = connection.Query(FindSegment).Bind(1, segment))
        {
            if (find.Step())
            {
                if (find.Long(0) == 0) return;
                using var reopen = connection.Query(Reopen).Bind(1, segment);
                reopen.Run();
                return;
            }
        }

        using var newest = connection.Query(FindMessage).Bind(1, message);
        if (!newest.Step()) Add(connection, segment, 0, -1);
        else if (newest.Long(0) >= segment) AddBeneath(connection, segment);
        else Add(connection, segment, newest.Long(0), newest.Long(1));
    }

    /// <summary>Where a session or checkpoint and its segment without messages name two places of one parent, it is the one that the count agrees with.</summary>
    private static void MoveBase(Connection connection, long segment, long message, long count)
    {
        using var move = connection.Query(BaseOn).Bind(1, segment).Bind(2, message).Bind(3, count - 1);
        move.Run();
    }

    /// <summary>A checkpoint's own segment stays empty: one that got notes becomes the parent of a new one.</summary>
    private static long Emptied(Connection connection, long segment, HistoryPlace place)
    {
        if (place.Message == 0 || MessageLog.SegmentOf(connection, place.Message) != segment) return segment;
        using var end = connection.Query(End).Bind(1, segment).Bind(2, place.Message);
        end.Run();
        return MessageLog.Branch(connection, place);
    }

    /// <summary>A segment without messages is based on the place that its history ends at.</summary>
    private static void RebaseEmpty(Connection connection, long segment, HistoryPlace place)
    {
        var parent = place.Message == 0 ? 0 : MessageLog.SegmentOf(connection, place.Message);
        using var rebase = connection.Query(Rebase).Bind(1, segment).Bind(2, parent).Bind(3, place.Count - 1);
        rebase.Run();
    }

    private static void RestoreParents(Connection connection)
    {
        var lost = new HashSet<long>();
        using (var rows = connection.Query(LostParents))
        {
            while (rows.Step()) lost.Add(rows.Long(1));
        }

        foreach (var segment in lost) AddBeneath(connection, segment);
    }

    /// <summary>Adds the segment's row below its oldest message.</summary>
    private static void AddBeneath(Connection connection, long segment)
    {
        using var oldest = connection.Query(Oldest).Bind(1, segment);
        if (oldest.Step()) Add(connection, segment, oldest.Long(1), oldest.Long(0) - 1);
        else Add(connection, segment, 0, -1);
    }

    private static void Add(Connection connection, long segment, long parent, long basePosition)
    {
        using var restore = connection.Query(Restore).Bind(1, segment).Bind(2, parent).Bind(3, basePosition);
        restore.Run();
    }
}
