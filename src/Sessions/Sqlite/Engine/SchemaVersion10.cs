namespace Bots.Sessions.Sqlite.Engine;

/// <summary>What the tenth version changes: words and numbers are found also where Chinese, Japanese or Korean text touches them.</summary>
internal static class SchemaVersion10
{
    public const string Script = """
        -- It holds what is said without the Chinese, Japanese and Korean parts, which are in the index of characters.
        -- It is built anew by the next search.
        DROP TABLE message_words;
        CREATE VIRTUAL TABLE message_words USING fts5(content, content='', tokenize='porter unicode61 remove_diacritics 2');
        INSERT INTO message_characters(message_characters) VALUES('delete-all');
        DELETE FROM counter WHERE name='indexed'
        """;
}
