using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.Log;

namespace Bots.Sessions.Sqlite.Integrity;

/// <summary>The metadata of sessions and memories are JSON objects. Those of messages are looked at with the messages.</summary>
internal static class MetadataCheck
{
    private const string All = """
        SELECT 'session_metadata', x.rowid, x.metadata, s.id FROM session_metadata x JOIN session s ON s.sid=x.sid
        UNION ALL SELECT 'memory', mid, metadata, NULL FROM memory WHERE metadata IS NOT NULL
        """;

    private const string SaveOfSession = "UPDATE session_metadata SET metadata=?2 WHERE rowid=?1 AND metadata=?3";
    private const string SaveOfMemory = "UPDATE memory SET metadata=?2 WHERE rowid=?1 AND metadata=?3";

    public static IEnumerable<Finding> Run(Connection connection) => Finding.In(connection, All, static row =>
        MessageMender.IsMetadata(row.Text(2)) ? null : Describe(row.Text(0), row.Long(1), row.Text(2), row.TextOrNull(3)));

    private static Finding Describe(string table, long row, string metadata, string? session) => Finding.Of(
        IntegrityProblemKind.Unreadable, session, $"The metadata of {(session is null ? "a memory" : "the session")} are no JSON object.",
        new($"{table} {row}", $"They are kept as a text named \"{MetadataJson.Unreadable}\".", transaction =>
        {
            using var save = transaction.Connection.Query(session is null ? SaveOfMemory : SaveOfSession)
                .Bind(1, row).Bind(2, MetadataJson.Write(MetadataJson.ReadValues(metadata))).Bind(3, metadata);
            save.Run();
        }));
}
