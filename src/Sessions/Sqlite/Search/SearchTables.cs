using System.Globalization;
using Bots.Sessions.Sqlite.Engine;

namespace Bots.Sessions.Sqlite.Search;

/// <summary>The tables of the search index, and how they are made anew when their pages are damaged.</summary>
internal static class SearchTables
{
    private const string Count = "SELECT count(*) FROM sqlite_master WHERE name IN ('message_words', 'message_characters')";

    private const string Forget = """
        DELETE FROM sqlite_master WHERE name GLOB 'message_words*' OR name GLOB 'message_characters*' OR tbl_name GLOB 'message_words_*' OR tbl_name GLOB 'message_characters_*';
        DELETE FROM counter WHERE name='indexed'
        """;

    private const string Create = """
        CREATE VIRTUAL TABLE message_words USING fts5(content, content='', tokenize='porter unicode61 remove_diacritics 2');
        CREATE VIRTUAL TABLE message_characters USING fts5(pairs, content='', tokenize='unicode61 remove_diacritics 0');
        """;

    public static bool AreThere(Connection connection) => connection.Number(Count) == 2;

    /// <summary>True for a table that holds a part of the index.</summary>
    public static bool Own(string table) =>
        table.StartsWith("message_words_", StringComparison.Ordinal) || table.StartsWith("message_characters_", StringComparison.Ordinal);

    /// <summary>Makes the tables anew, empty, whatever is on their pages: the next search fills them.</summary>
    /// <remarks>Dropping a table walks its pages, which is what cannot be done. So they are given up, and the file is written anew without them.</remarks>
    public static void Remake(SqliteFile file)
    {
        using var turn = file.CreateLock();
        if (!turn.TryEnter(file.LockTimeout)) throw StoreErrors.Busy(file.Path, file.LockTimeout);
        using (var connection = Connection.Open(file.Path, file.LockTimeout))
        {
            var next = string.Create(CultureInfo.InvariantCulture, $"PRAGMA schema_version={connection.Number("PRAGMA schema_version") + 1}");
            connection.Execute($"PRAGMA writable_schema=ON; BEGIN IMMEDIATE; {Forget}; {next}; COMMIT");
        }

        // A connection that has not seen the old ones.
        using var anew = Connection.Open(file.Path, file.LockTimeout);
        anew.Execute($"BEGIN IMMEDIATE; {Create} COMMIT");
        anew.Execute("PRAGMA secure_delete=ON; VACUUM");
        anew.TryEmptyLog();
    }
}
