namespace Bots.Sessions.Sqlite.Engine;

/// <summary>What the ninth version adds: how many hosts may have died over the delivery of a reply.</summary>
internal static class SchemaVersion9
{
    public const string Script = "ALTER TABLE outbox ADD COLUMN begun INTEGER NOT NULL DEFAULT 0";
}
