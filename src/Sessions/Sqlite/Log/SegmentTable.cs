using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.Search;

namespace Bots.Sessions.Sqlite.Log;

/// <summary>The runs of messages, and who still needs them. A message is erased when no history reaches it any more.</summary>
internal static class SegmentTable
{
    private const string Insert = $"""
        INSERT INTO segment(parent_seg, base_pos, pin_seg, pin_pos) SELECT ?1, ?2, {PinSegment}, {PinPosition}
        FROM (SELECT ?1 AS seg, ?2 AS last) base LEFT JOIN segment p ON p.seg=base.seg RETURNING seg
        """;
    private const string SetTip = "UPDATE segment SET tip=?2 WHERE seg=?1";
    private const string FindRetired = "SELECT parent_seg, tip, base_pos FROM segment WHERE seg=?1 AND tip IS NOT NULL";

    // Whatever points into a segment does so as a child of it: sessions, forks and checkpoints alike.
    private const string LastNeeded = "SELECT coalesce(max(base_pos), -1) FROM segment WHERE parent_seg=?1";
    private const string HasChildren = "SELECT EXISTS(SELECT 1 FROM segment WHERE parent_seg=?1)";
    private const string FindMessage = "SELECT prev, seg, pos, body FROM message WHERE mid=?1";
    private const string EraseMessage = "DELETE FROM message WHERE mid=?1";
    private const string Rest = "SELECT mid, body FROM message WHERE seg=?1 AND pos>?2";
    private const string Newest = "SELECT mid FROM message WHERE seg=?1 ORDER BY pos DESC, mid DESC LIMIT 1";
    private const string DeleteRow = "DELETE FROM segment WHERE seg=?1";

    /// <summary>Where system messages may stand before the first <c>base.last</c> of the segment <c>p</c>.</summary>
    public const string PinSegment = $"CASE WHEN {HoldsPinned} THEN p.seg ELSE coalesce(p.pin_seg, p.parent_seg, 0) END";

    /// <summary>The last position there.</summary>
    public const string PinPosition = $"CASE WHEN {HoldsPinned} THEN base.last ELSE coalesce(p.pin_pos, p.base_pos, -1) END";

    private const string HoldsPinned = "EXISTS(SELECT 1 FROM message WHERE role='system' AND seg=p.seg AND pos<=base.last)";
    private const string ForgetAllPins = "UPDATE segment SET pin_seg=NULL, pin_pos=NULL WHERE pin_seg IS NOT NULL";

    /// <summary>A repair may have put messages where there were none: windows look into every segment again.</summary>
    public static void ForgetPins(Connection connection) => connection.Run(ForgetAllPins);

    /// <summary>A new segment that goes on after a position of its parent; a parent of zero for a history that begins anew.</summary>
    public static long Create(Connection connection, long parent, long basePosition)
    {
        using var insert = connection.Query(Insert).Bind(1, parent).Bind(2, basePosition);
        insert.Step();
        return insert.Long(0);
    }

    /// <summary>No session appends to the segment any more: erases what nothing else reaches, in its parents as well.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="segment">The segment.</param>
    /// <param name="tip">The newest message of the history that ended in it (which may be one of a parent's).</param>
    public static void Retire(WriteTransaction transaction, long segment, long tip)
    {
        Run(transaction.Connection, SetTip, segment, tip);
        while (segment != 0) segment = Collect(transaction, segment);
    }

    /// <summary>Erases one message that no history reaches.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="message">The message.</param>
    /// <param name="body">Its large text; null for none.</param>
    public static void EraseOne(WriteTransaction transaction, long message, long? body)
    {
        var connection = transaction.Connection;
        transaction.BeginErasing();
        SearchIndex.Remove(transaction, message);
        SummaryTable.EraseAt(connection, message);
        Run(connection, EraseMessage, message);
        if (body is { } text) BodyTable.EraseUnused(connection, text);
    }

    /// <summary>Erases what is not needed of a retired segment; returns its parent when nothing of it was, else zero.</summary>
    private static long Collect(WriteTransaction transaction, long segment)
    {
        var connection = transaction.Connection;
        if (Find(connection, segment) is not var (parent, tip, begin)) return 0;
        var kept = Erase(transaction, segment, tip, Number(connection, LastNeeded, segment), begin);
        if (Number(connection, HasChildren, segment) != 0)
        {
            if (kept != tip) Run(connection, SetTip, segment, kept);
            return 0;
        }

        Run(connection, DeleteRow, segment);
        return parent;
    }

    private static (long Parent, long Tip, long Base)? Find(Connection connection, long segment)
    {
        using var find = connection.Query(FindRetired).Bind(1, segment);
        return find.Step() ? (find.Long(0), find.Long(1), find.Long(2)) : null;
    }

    /// <summary>Erases the messages of the segment from its tip down to the last needed position; returns the new tip.</summary>
    private static long Erase(WriteTransaction transaction, long segment, long tip, long lastNeeded, long basePosition)
    {
        var oldest = (long?)null;
        while (tip != 0)
        {
            var (state, previous, position, body) = Look(transaction.Connection, segment, tip, lastNeeded);
            if (state == Way.Lost) return EraseRest(transaction, segment, lastNeeded);
            if (state == Way.End) break;
            EraseOne(transaction, tip, body);
            (tip, oldest) = (previous, position);
        }

        return oldest is { } end && end != Math.Max(lastNeeded, basePosition) + 1 ? EraseRest(transaction, segment, lastNeeded) : tip;
    }

    /// <summary>Where damage hides the way to them, what nobody needs is looked for among all messages; returns the new tip.</summary>
    private static long EraseRest(WriteTransaction transaction, long segment, long lastNeeded)
    {
        var left = new List<(long Message, long? Body)>();
        using (var rows = transaction.Connection.Query(Rest).Bind(1, segment).Bind(2, lastNeeded))
        {
            while (rows.Step()) left.Add((rows.Long(0), rows.LongOrNull(1)));
        }

        foreach (var (message, body) in left) EraseOne(transaction, message, body);
        return Number(transaction.Connection, Newest, segment);
    }

    /// <summary>What there is of a message on the way back: the way ends where one is needed or belongs to another segment.</summary>
    private static (Way State, long Previous, long Position, long? Body) Look(Connection connection, long segment, long message, long lastNeeded)
    {
        using var find = connection.Query(FindMessage).Bind(1, message);
        if (!find.Step()) return (Way.Lost, 0, 0, null);
        return find.Long(1) != segment || find.Long(2) <= lastNeeded ? (Way.End, 0, 0, null) : (Way.On, find.Long(0), find.Long(2), find.LongOrNull(3));
    }

    private enum Way
    {
        On,
        End,
        Lost,
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

    private static void Run(Connection connection, string sql, long segment, long tip)
    {
        using var query = connection.Query(sql).Bind(1, segment).Bind(2, tip);
        query.Run();
    }
}
