using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.State;

namespace Bots.Sessions.Sqlite.Log;

/// <summary>The rows of checkpoints. Each has a segment of its own, based on its message, which keeps that from being erased.</summary>
internal static class CheckpointTable
{
    private const string Insert = """
        INSERT INTO checkpoint(sid, kind, label, created_at, seg, message, count, tok, open_grp)
        VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) RETURNING cid, count, created_at, label, kind
        """;

    private const string OfSession = """
        SELECT c.cid, c.count, c.created_at, c.label, c.kind FROM checkpoint c JOIN session s ON s.sid=c.sid WHERE s.id=?1 AND (s.expires_at IS NULL OR s.expires_at>?2)
        ORDER BY c.cid
        """;

    private const string PlaceColumns = "SELECT cid, seg, message, count, tok, open_grp, number FROM checkpoint WHERE sid=?1";
    private const string FindId = $"{PlaceColumns} AND cid=?2";
    private const string FindLabel = $"{PlaceColumns} AND label=?2 ORDER BY cid DESC LIMIT 1";
    private const string FindNumber = $"{PlaceColumns} AND number=?2";
    private const string Any = $"{PlaceColumns} LIMIT 1";
    private const string DeleteRow = "DELETE FROM checkpoint WHERE cid=?1";

    public static SessionCheckpoint Create(WriteTransaction transaction, SessionHead head, string? label, CheckpointKind kind)
    {
        var segment = MessageLog.Branch(transaction.Connection, head.Place);
        using var insert = transaction.Connection.Query(Insert)
            .Bind(1, head.Sid).Bind(2, (long)kind).Bind(3, label).Bind(4, transaction.Now).Bind(5, segment)
            .Bind(6, head.Message).Bind(7, head.Count).Bind(8, head.Tokens).Bind(9, head.OpenGroup);
        insert.Step();
        CapturedState.Keep(transaction.Connection, insert.Long(0), head.Id);
        return CheckpointOf(insert);
    }

    public static IReadOnlyList<SessionCheckpoint> List(Connection connection, string sessionId)
    {
        var checkpoints = new List<SessionCheckpoint>();
        using var rows = connection.Query(OfSession).Bind(1, sessionId).Bind(2, connection.Now);
        while (rows.Step()) checkpoints.Add(CheckpointOf(rows));
        return checkpoints;
    }

    /// <summary>The checkpoint with this id, or else the newest with this label.</summary>
    public static CheckpointRow? Find(Connection connection, long sid, string name)
    {
        if (FindById(connection, sid, name) is { } found) return found;
        using var byLabel = connection.Query(FindLabel).Bind(1, sid).Bind(2, name);
        return RowOf(byLabel);
    }

    public static CheckpointRow? FindById(Connection connection, long sid, string id)
    {
        if (CheckpointId.Parse(id) is not { } number) return null;
        using var byId = connection.Query(FindId).Bind(1, sid).Bind(2, number);
        return RowOf(byId);
    }

    public static CheckpointRow? FindVersion(Connection connection, long sid, long number)
    {
        using var byNumber = connection.Query(FindNumber).Bind(1, sid).Bind(2, number);
        return RowOf(byNumber);
    }

    /// <summary>Removes the checkpoint, and erases the messages that only it kept.</summary>
    public static void Delete(WriteTransaction transaction, CheckpointRow row)
    {
        transaction.BeginErasing();
        using (var delete = transaction.Connection.Query(DeleteRow).Bind(1, row.Id)) delete.Run();
        CapturedState.Delete(transaction.Connection, row.Id);
        SegmentTable.Retire(transaction, row.Segment, row.Place.Message);
    }

    public static void DeleteAll(WriteTransaction transaction, long sid)
    {
        while (First(transaction.Connection, sid) is { } row) Delete(transaction, row);
    }

    private static CheckpointRow? First(Connection connection, long sid)
    {
        using var any = connection.Query(Any).Bind(1, sid);
        return RowOf(any);
    }

    private static CheckpointRow? RowOf(Query query) =>
        query.Step() ? new(query.Long(0), query.Long(1), new(query.Long(2), query.Long(3), query.Long(4), query.Long(5)), query.LongOrNull(6)) : null;

    private static SessionCheckpoint CheckpointOf(Query row) => new(
        CheckpointId.From(row.Long(0)), row.Int(1) - 1, Microseconds.ToTime(row.Long(2)), row.TextOrNull(3), (CheckpointKind)row.Long(4));
}

/// <summary>A checkpoint as writes see it.</summary>
/// <param name="Id">Its row.</param>
/// <param name="Segment">Its own segment.</param>
/// <param name="Place">Where it points.</param>
/// <param name="Version">Its number when it is a saved version.</param>
internal sealed record CheckpointRow(long Id, long Segment, HistoryPlace Place, long? Version);
