namespace Bots.Sessions.Sqlite.Engine;

/// <summary>What the fourth version adds: replies whose attempt may have come through unnoticed, and delivered ones that may stand there twice.</summary>
internal static class SchemaVersion4
{
    public const string Script = """
        ALTER TABLE outbox ADD COLUMN is_uncertain INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE outbox ADD COLUMN may_be_twice INTEGER NOT NULL DEFAULT 0
        """;
}
