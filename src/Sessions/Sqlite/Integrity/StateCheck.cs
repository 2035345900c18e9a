using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.Log;
using Bots.Sessions.Sqlite.State;

namespace Bots.Sessions.Sqlite.Integrity;

/// <summary>Values are JSON, wherever they are kept. What is none is set aside as a text, under another key of the same place.</summary>
internal static class StateCheck
{
    private const string Values = """
        SELECT 'state', rowid, key, value, scope, owner FROM state WHERE value IS NOT NULL
        UNION ALL SELECT 'checkpoint_state', v.rowid, v.key, v.value, 'session', s.id FROM checkpoint_state v JOIN checkpoint c ON c.cid=v.cid JOIN session s ON s.sid=c.sid
        UNION ALL SELECT 'fork_state', v.rowid, v.key, v.value, 'session', s.id FROM fork_state v JOIN session s ON s.sid=v.sid
        """;

    private const string FindValue = "SELECT value FROM state WHERE rowid=?1";
    private const string Remove = "UPDATE state SET value=NULL WHERE rowid=?1";
    private const string RenameInCheckpoint = "UPDATE OR REPLACE checkpoint_state SET key=?2, value=?3 WHERE rowid=?1 AND value=?4";
    private const string RenameInFork = "UPDATE OR REPLACE fork_state SET key=?2, value=?3 WHERE rowid=?1 AND value=?4";

    public static IEnumerable<Finding> Run(Connection connection) => Finding.In(connection, Values, static row =>
        MetadataJson.TryRead(row.Text(3)) is not null ? null : Describe(row.Text(0), row.Long(1), row.Text(2), row.Text(3), row.Text(4), row.Text(5)));

    private static Finding Describe(string table, long row, string key, string value, string kind, string owner)
    {
        var where = table switch
        {
            "state" => $"The {kind} value",
            "fork_state" => "The value that the fork began with,",
            _ => "The value that a checkpoint keeps,",
        };
        var session = kind is "session" or "shared" ? owner : null;
        var of = kind == "user" ? $" of the user \"{owner}\"" : "";
        var aside = ScopedValues.AsideOf(key);
        return Finding.Of(IntegrityProblemKind.Unreadable, session, $"{where} \"{key}\"{of} is no JSON.", new($"{table} {row}", $"It counts as not set; its text is kept as the value \"{aside}\".", transaction =>
        {
            if (table == "state") SetAside(transaction, row, ScopeOf(kind, owner), aside);
            else Rename(transaction.Connection, table, row, value, aside);
        }));
    }

    private static void SetAside(WriteTransaction transaction, long row, StateScope scope, string aside)
    {
        using var find = transaction.Connection.Query(FindValue).Bind(1, row);
        if (!find.Step() || find.IsNull(0) || MetadataJson.TryRead(find.Text(0)) is not null) return;
        StateTable.Put(transaction, scope, aside, MetadataJson.AsText(find.Text(0)).GetRawText());
        using var remove = transaction.Connection.Query(Remove).Bind(1, row);
        remove.Run();
    }

    // What checkpoints and forks keep never changes.
    private static void Rename(Connection connection, string table, long row, string value, string aside)
    {
        using var rename = connection.Query(table == "fork_state" ? RenameInFork : RenameInCheckpoint)
            .Bind(1, row).Bind(2, aside).Bind(3, MetadataJson.AsText(value).GetRawText()).Bind(4, value);
        rename.Run();
    }

    private static StateScope ScopeOf(string kind, string owner) => kind switch
    {
        "user" => StateScope.User(owner),
        "session" => StateScope.Session(owner),
        "shared" => StateScope.Shared(owner),
        _ => StateScope.App,
    };
}
