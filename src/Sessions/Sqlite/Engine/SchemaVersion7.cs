namespace Bots.Sessions.Sqlite.Engine;

/// <summary>What the seventh version changes: whose a value of state is holds wherever it is set again, also where the session has several values of others.</summary>
internal static class SchemaVersion7
{
    public const string Script = """
        -- A value that the session has of another one, as a fork or a merge, also where it is kept by a checkpoint only.
        -- from_sid and user_id as for segments: the session it comes from or, once that is deleted, the user who owned it.
        CREATE TABLE taken_value(sid INTEGER NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, from_sid INTEGER, user_id TEXT);
        CREATE INDEX taken_value_session ON taken_value(sid, key);
        CREATE INDEX taken_value_author ON taken_value(from_sid) WHERE from_sid IS NOT NULL;
        INSERT INTO taken_value SELECT sid, key, value, from_sid, user_id FROM fork_state WHERE from_sid IS NOT NULL OR user_id IS NOT NULL;
        DROP INDEX fork_state_author;
        ALTER TABLE fork_state DROP COLUMN from_sid;
        ALTER TABLE fork_state DROP COLUMN user_id
        """;
}
