using Bots.Sessions.Sqlite.Engine;

namespace Bots.Sessions.Sqlite.Search;

/// <summary>The index over what users and assistants said. It follows the log: a search first indexes what was added since the last one.</summary>
/// <remarks>Appending knows nothing of it, and so costs nothing for it.</remarks>
internal static class SearchIndex
{
    private const int MessagesPerWrite = 2_000;

    private const string Newest = "SELECT coalesce(max(mid), 0) FROM message";
    private const string Done = "SELECT coalesce((SELECT value FROM counter WHERE name='indexed'), 0)";
    private const string KeepDone = "INSERT INTO counter(name, value) VALUES('indexed', ?1) ON CONFLICT(name) DO UPDATE SET value=excluded.value";
    private const string NextStop = "SELECT max(mid) FROM (SELECT mid FROM message WHERE mid>?1 ORDER BY mid LIMIT ?2)";
    private const string Spoken = "FROM spoken WHERE mid>?1 AND mid<=?2";
    private const string Read = $"SELECT mid, content {Spoken}";
    private const string AddWords = "INSERT INTO message_words(rowid, content) VALUES(?1, ?2)";
    private const string AddCharacters = "INSERT INTO message_characters(rowid, pairs) VALUES(?1, ?2)";

    // The indexes hold no texts: what is taken out must be the very text that was put in.
    private const string RemoveWords = "INSERT INTO message_words(message_words, rowid, content) VALUES('delete', ?1, ?2)";
    private const string RemoveCharacters = "INSERT INTO message_characters(message_characters, rowid, pairs) VALUES('delete', ?1, ?2)";

    // Removed words stay in the index until its parts are merged into one.
    private const string MergeWords = "INSERT INTO message_words(message_words) VALUES('optimize')";
    private const string MergeCharacters = "INSERT INTO message_characters(message_characters) VALUES('optimize')";

    private const string Empty = """
        INSERT INTO message_words(message_words) VALUES('delete-all');
        INSERT INTO message_characters(message_characters) VALUES('delete-all');
        DELETE FROM counter WHERE name='indexed'
        """;

    /// <summary>The newest message there is, and the newest that is indexed.</summary>
    public static (long Newest, long Indexed) Progress(Connection connection) => (connection.Number(Newest), connection.Number(Done));

    /// <summary>Indexes some more messages; returns the last that is indexed now.</summary>
    public static long AddSome(WriteTransaction transaction)
    {
        var connection = transaction.Connection;
        var done = connection.Number(Done);
        using var stop = connection.Query(NextStop).Bind(1, done).Bind(2, MessagesPerWrite);
        if (!stop.Step() || stop.IsNull(0)) return long.MaxValue;
        Run(connection, AddWords, AddCharacters, done, stop.Long(0));
        using var keep = connection.Query(KeepDone).Bind(1, stop.Long(0));
        keep.Run();
        return stop.Long(0);
    }

    /// <summary>Takes a message out that is about to be erased.</summary>
    public static void Remove(WriteTransaction transaction, long message)
    {
        var connection = transaction.Connection;
        var done = connection.Number(Done);
        if (message > done || !Run(connection, RemoveWords, RemoveCharacters, message - 1, message)) return;
        transaction.HasUnindexed = true;
    }

    /// <summary>Empties the index: the next search builds it anew.</summary>
    public static void Forget(WriteTransaction transaction)
    {
        transaction.BeginErasing();
        transaction.Connection.Execute(Empty);
    }

    /// <summary>Makes what was removed really gone.</summary>
    public static void Merge(Connection connection)
    {
        connection.Run(MergeWords);
        connection.Run(MergeCharacters);
    }

    /// <summary>False when there is nothing between the two.</summary>
    private static bool Run(Connection connection, string words, string characters, long after, long last)
    {
        var any = false;
        using var rows = connection.Query(Read).Bind(1, after).Bind(2, last);
        for (; rows.Step(); any = true)
        {
            var (message, text) = (rows.Long(0), rows.Text(1));
            Run(connection, words, message, MatchQuery.Words(text));
            if (MatchQuery.Characters(text) is { } pairs) Run(connection, characters, message, pairs);
        }

        return any;
    }

    private static void Run(Connection connection, string sql, long message, string text)
    {
        using var query = connection.Query(sql).Bind(1, message).Bind(2, text);
        query.Run();
    }
}
