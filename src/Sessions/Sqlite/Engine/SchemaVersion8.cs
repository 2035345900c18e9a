namespace Bots.Sessions.Sqlite.Engine;

/// <summary>What the eighth version adds: a short way to the open messages of one session.</summary>
internal static class SchemaVersion8
{
    public const string Script = """
        DROP INDEX inbox_live;
        CREATE INDEX inbox_live ON inbox(state, session_key) WHERE state<>1
        """;
}
