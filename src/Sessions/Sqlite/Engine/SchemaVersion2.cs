namespace Bots.Sessions.Sqlite.Engine;

/// <summary>What version 2 adds: messages and replies carry the trace they are followed by.</summary>
internal static class SchemaVersion2
{
    public const string Script = """
        ALTER TABLE inbox ADD COLUMN trace TEXT;
        ALTER TABLE outbox ADD COLUMN trace TEXT
        """;
}
