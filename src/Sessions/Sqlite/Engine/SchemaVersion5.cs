namespace Bots.Sessions.Sqlite.Engine;

/// <summary>What the fifth version adds: a sum beside each message, and a short way to the system messages of a fork of forks.</summary>
internal static class SchemaVersion5
{
    public const string Script = """
        -- Of everything the message says; NULL when nobody noted it.
        ALTER TABLE message ADD COLUMN sum INTEGER;

        -- The next segment towards the beginning that may hold system messages of this history, and the last position of it that belongs
        -- to it; NULL for the parent.
        ALTER TABLE segment ADD COLUMN pin_seg INTEGER;
        ALTER TABLE segment ADD COLUMN pin_pos INTEGER
        """;
}
