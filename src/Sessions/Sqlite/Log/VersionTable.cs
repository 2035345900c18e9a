using Bots.Sessions.Sqlite.Engine;

namespace Bots.Sessions.Sqlite.Log;

/// <summary>Numbered versions: checkpoints with a number and a description.</summary>
internal static class VersionTable
{
    private const string NextNumber = "UPDATE session SET versions=versions+1 WHERE sid=?1 RETURNING versions";
    private const string Name = "UPDATE checkpoint SET number=?2, description=?3 WHERE cid=?1";

    private const string OfSession = """
        SELECT c.number, c.description, c.created_at, c.count FROM checkpoint c JOIN session s ON s.sid=c.sid
        WHERE s.id=?1 AND (s.expires_at IS NULL OR s.expires_at>?2) AND c.number IS NOT NULL ORDER BY c.number
        """;

    public static int? Save(WriteTransaction transaction, string sessionId, string description)
    {
        if (SessionTable.Find(transaction.Connection, sessionId) is not { } head) return null;
        var checkpoint = CheckpointTable.Create(transaction, head, label: null, CheckpointKind.Version);
        var number = TakeNumber(transaction.Connection, head.Sid);
        using var name = transaction.Connection.Query(Name).Bind(1, CheckpointId.Parse(checkpoint.Id)).Bind(2, number).Bind(3, description);
        name.Run();
        return number;
    }

    public static IReadOnlyList<SessionVersion> List(Connection connection, string sessionId)
    {
        var versions = new List<SessionVersion>();
        using var rows = connection.Query(OfSession).Bind(1, sessionId).Bind(2, connection.Now);
        while (rows.Step()) versions.Add(new(rows.Int(0), rows.Text(1), Microseconds.ToTime(rows.Long(2)), rows.Int(3)));
        return versions;
    }

    public static bool Restore(WriteTransaction transaction, string sessionId, long number)
    {
        if (SessionTable.Find(transaction.Connection, sessionId) is not { } head) return false;
        return CheckpointTable.FindVersion(transaction.Connection, head.Sid, number) is { } version
            && CheckpointWriter.RevertTo(transaction, sessionId, CheckpointId.From(version.Id)) is not null;
    }

    public static bool Delete(WriteTransaction transaction, string sessionId, long number)
    {
        if (SessionTable.Find(transaction.Connection, sessionId) is not { } head) return false;
        if (CheckpointTable.FindVersion(transaction.Connection, head.Sid, number) is not { } version) return false;
        CheckpointTable.Delete(transaction, version);
        return true;
    }

    private static int TakeNumber(Connection connection, long sid)
    {
        using var next = connection.Query(NextNumber).Bind(1, sid);
        next.Step();
        return next.Int(0);
    }
}
