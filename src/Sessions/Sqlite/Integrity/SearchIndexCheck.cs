using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.Search;

namespace Bots.Sessions.Sqlite.Integrity;

/// <summary>The search index holds just the messages that it says it holds.</summary>
internal static class SearchIndexCheck
{
    private const string Words = """
        SELECT count(*) FROM (
            SELECT mid FROM (SELECT mid FROM spoken WHERE mid<=?1 EXCEPT SELECT id FROM message_words_docsize)
            UNION ALL SELECT id FROM (SELECT id FROM message_words_docsize EXCEPT SELECT mid FROM spoken WHERE mid<=?1))
        """;

    private const string Characters = "SELECT count(*) FROM (SELECT id FROM message_characters_docsize EXCEPT SELECT mid FROM spoken WHERE mid<=?1)";

    private static readonly Mend BuildAnew = new("search", "The search index is built anew by the next search.", SearchIndex.Forget);

    /// <summary>Mends an index whose pages are damaged.</summary>
    public static Mend Remake { get; } = new("search tables", "The search index is made anew, and filled by the next search.", static _ => { }) { OnFile = SearchTables.Remake };

    public static IEnumerable<Finding> Run(Connection connection)
    {
        if (!SearchTables.AreThere(connection))
        {
            yield return Finding.Of(IntegrityProblemKind.Unreadable, null, "The search index is missing.", Remake);
            yield break;
        }

        var indexed = SearchIndex.Progress(connection).Indexed;
        var wrong = Count(connection, Words, indexed) + Count(connection, Characters, indexed);
        if (wrong > 0) yield return Finding.Of(IntegrityProblemKind.WrongCount, null, $"The search index disagrees with the log over {wrong} messages.", BuildAnew);
    }

    private static long Count(Connection connection, string sql, long indexed)
    {
        using var query = connection.Query(sql).Bind(1, indexed);
        return query.Step() ? query.Long(0) : 0;
    }
}
