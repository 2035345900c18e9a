using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.Log;

namespace Bots.Sessions.Sqlite.State;

/// <summary>The state of sessions as checkpoints keep it: a small copy of the values.</summary>
internal static class CapturedState
{
    private const string Capture = "INSERT INTO checkpoint_state(cid, key, value) VALUES(?1, ?2, ?3)";
    private const string Captured = "SELECT key, value FROM checkpoint_state WHERE cid=?1";
    private const string Begin = "INSERT INTO fork_state(sid, key, value) VALUES(?1, ?2, ?3)";
    private const string DeleteOrigin = "DELETE FROM fork_state WHERE sid=?1";
    private const string DeleteRows = "DELETE FROM checkpoint_state WHERE cid=?1";

    public static void Keep(Connection connection, long checkpoint, string sessionId)
    {
        foreach (var (key, row) in StateTable.List(connection, StateScope.Session(sessionId))) Keep(connection, checkpoint, key, row.Value!);
    }

    public static void Keep(Connection connection, long checkpoint, string key, string value)
    {
        using var insert = connection.Query(Capture).Bind(1, checkpoint).Bind(2, key).Bind(3, value);
        insert.Run();
    }

    public static void Restore(WriteTransaction transaction, long checkpoint, string sessionId) =>
        StateTable.Replace(transaction, StateScope.Session(sessionId), Values(transaction.Connection, checkpoint));

    /// <summary>Gives a fork the values of the session it comes from, and notes them for a later merge.</summary>
    public static void TakeOver(WriteTransaction transaction, SessionHead from, SessionHead to)
    {
        foreach (var (key, row) in StateTable.List(transaction.Connection, StateScope.Session(from.Id)))
        {
            var value = row.Value!;
            StateTable.Put(transaction, StateScope.Session(to.Id), key, value, Microseconds.From(row.ChangedAt));
            using (var begin = transaction.Connection.Query(Begin).Bind(1, to.Sid).Bind(2, key).Bind(3, value)) begin.Run();
            Authors.NoteState(transaction.Connection, to.Sid, key, value, from.Sid);
        }
    }

    /// <summary>Forgets what a fork began with, and what is of others.</summary>
    public static void DeleteOriginOf(Connection connection, long sid)
    {
        using (var delete = connection.Query(DeleteOrigin).Bind(1, sid)) delete.Run();
        Authors.ForgetState(connection, sid);
    }

    public static void Delete(Connection connection, long checkpoint)
    {
        using var delete = connection.Query(DeleteRows).Bind(1, checkpoint);
        delete.Run();
    }

    public static Dictionary<string, string> Values(Connection connection, long checkpoint)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        using var rows = connection.Query(Captured).Bind(1, checkpoint);
        while (rows.Step()) values.Add(rows.Text(0), rows.Text(1));
        return values;
    }
}
