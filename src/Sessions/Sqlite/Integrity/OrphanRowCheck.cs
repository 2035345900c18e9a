using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.Log;

namespace Bots.Sessions.Sqlite.Integrity;

/// <summary>Rows that belong to something that is not there.</summary>
internal static class OrphanRowCheck
{
    // A checkpoint's messages are not lost with its row: its segment then belongs to nobody, and is recovered.
    private static readonly (string What, string From)[] Tables =
    [
        ("checkpoints", "checkpoint WHERE sid NOT IN (SELECT sid FROM session)"),
        ("values of checkpoints", "checkpoint_state WHERE cid NOT IN (SELECT cid FROM checkpoint)"),
        ("first values of forks", "fork_state WHERE sid NOT IN (SELECT sid FROM session)"),
        ("values of others", "taken_value WHERE sid NOT IN (SELECT sid FROM session)"),
        ("metadata of sessions", "session_metadata WHERE sid NOT IN (SELECT sid FROM session)"),
        ("notes of turns", "turn WHERE session NOT IN (SELECT id FROM session)"),
        ("summaries", "summary WHERE sid NOT IN (SELECT sid FROM session) OR mid NOT IN (SELECT mid FROM message)"),
        ("large texts", "body WHERE NOT EXISTS(SELECT 1 FROM message WHERE body=body.bid)"),
    ];

    private const string LostState = """
        SELECT DISTINCT owner FROM state WHERE scope IN ('session', 'shared') AND owner NOT IN (SELECT id FROM session)
        """;

    public static IEnumerable<Finding> Run(Connection connection) => [.. Tables.SelectMany(table => Look(connection, table.What, table.From)), .. State(connection)];

    private static IEnumerable<Finding> Look(Connection connection, string what, string from)
    {
        var count = connection.NumberOnce($"SELECT count(*) FROM {from}");
        if (count == 0) yield break;
        yield return Finding.Of(IntegrityProblemKind.Orphan, null, $"{count} {what} belong to nothing.", new(what, "They are removed.", transaction =>
        {
            transaction.BeginErasing();
            transaction.Connection.Execute($"DELETE FROM {from}");
        }));
    }

    private static List<Finding> State(Connection connection) => Finding.In(connection, LostState, static row =>
        Finding.Of(IntegrityProblemKind.Orphan, row.Text(0), "There are values of the session, but no session.", CreateSession(row.Text(0))));

    private static Mend CreateSession(string id) => new($"state {id}", "The session is created anew, empty.", transaction =>
    {
        if (SessionTable.FindAny(transaction.Connection, id) is null) SessionTable.Create(transaction, id, userId: null, agentName: null);
    });
}
