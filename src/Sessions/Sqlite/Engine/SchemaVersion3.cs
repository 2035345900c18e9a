namespace Bots.Sessions.Sqlite.Engine;

/// <summary>What the third version adds: large texts beside the log, summaries, and a way to the system messages of a history.</summary>
internal static class SchemaVersion3
{
    public const string Script = """
        -- Texts above the size option, once each. A message that refers to one has an empty content of its own.
        CREATE TABLE body(bid INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, text TEXT NOT NULL);
        ALTER TABLE message ADD COLUMN body INTEGER;
        CREATE INDEX message_body ON message(body) WHERE body IS NOT NULL;

        -- Few rows: windows show them whatever else is left out.
        CREATE INDEX message_system ON message(seg, pos) WHERE role='system';

        -- mid is the last message of the range: the summary holds for every history that reaches it.
        CREATE TABLE summary(
            sid        INTEGER NOT NULL,
            mid        INTEGER NOT NULL,
            from_pos   INTEGER NOT NULL,
            to_pos     INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            source     TEXT NOT NULL,
            text       TEXT NOT NULL,
            PRIMARY KEY(sid, mid, from_pos));
        CREATE INDEX summary_message ON summary(mid);

        -- What is searched, large texts included. The index is built anew over it by the next search.
        CREATE VIEW spoken AS
            SELECT mid, CASE WHEN body IS NULL THEN content ELSE (SELECT text FROM body WHERE bid=message.body) END AS content
            FROM message WHERE role IN ('user', 'assistant');
        DROP TABLE message_words;
        CREATE VIRTUAL TABLE message_words USING fts5(
            content, content='spoken', content_rowid='mid', tokenize='porter unicode61 remove_diacritics 2');
        INSERT INTO message_characters(message_characters) VALUES('delete-all');
        DELETE FROM counter WHERE name='indexed'
        """;
}
