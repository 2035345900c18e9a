using Bots.Sessions.Search;
using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.Log;

namespace Bots.Sessions.Sqlite.Search;

/// <summary>Finds messages: those that match, lifted by matches beside them.</summary>
internal static class SearchReader
{
    private const int LeastCandidates = 200;

    private const string MatchWord = """
        SELECT -bm25(message_words), m.seg, m.pos FROM message_words JOIN message m ON m.mid=message_words.rowid WHERE message_words MATCH ?1
        """;

    private const string MatchPair = """
        SELECT 1, m.seg, m.pos FROM message_words JOIN message m ON m.mid=message_words.rowid WHERE message_words MATCH ?1
        """;

    private const string Indexed = "SELECT count(*) FROM message_words_docsize";

    private const string MatchCharacters = """
        SELECT -bm25(message_characters), m.seg, m.pos FROM message_characters JOIN message m ON m.mid=message_characters.rowid
        WHERE message_characters MATCH ?1 ORDER BY 1 DESC, m.mid DESC
        """;

    private const string MatchCharacter = """
        SELECT 1, m.seg, m.pos FROM message_characters JOIN message m ON m.mid=message_characters.rowid WHERE message_characters MATCH ?1
        """;

    public static IReadOnlyList<SearchHit> Search(Connection connection, SearchQuery query, IReadOnlyList<string> words, IReadOnlyList<string> characters)
    {
        var scope = SearchScope.Of(connection, query);
        var scores = new Dictionary<(SearchSession Session, long Position), double>();
        var candidates = Math.Max(LeastCandidates, query.Limit);
        if (words.Count > 0) MatchWords(connection, words, scope, scores);
        if (characters.Count > 0) Match(connection, MatchCharacters, MatchQuery.Any(Counted(connection, characters, scope)), scope, scores, candidates);
        return
        [
            .. scores.Select(hit => (hit.Key.Session, hit.Key.Position, Score: Lifted(scores, hit.Key, hit.Value)))
                .OrderByDescending(static hit => hit.Score).ThenByDescending(static hit => hit.Position)
                .Take(query.Limit)
                .Select(hit => Hit(connection, query, hit.Session, hit.Position, hit.Score)),
        ];
    }

    private static void MatchWords(
        Connection connection, IReadOnlyList<string> words, SearchScope scope, Dictionary<(SearchSession Session, long Position), double> scores)
    {
        var indexed = connection.Number(Indexed);
        var matches = new WordMatches<(SearchSession Session, long Position)>(scope.Texts);
        foreach (var word in words)
        {
            var (found, everywhere) = Match(connection, MatchWord, word, scope);
            // What lies outside of the scope must not count, nor say anything: the index knows only how rare a word is everywhere.
            var rarity = Bm25.RarityInIndex(indexed, everywhere);
            matches.AddWord([.. found.Select(match => (match.Place, match.Value / rarity))]);
        }

        foreach (var at in matches.Pairs)
            matches.AddPair([.. Match(connection, MatchPair, MatchQuery.Near(words[at], words[at + 1]), scope).Found.Select(static match => match.Place)]);
        foreach (var (place, score) in matches.Scores()) scores[place] = score;
    }

    private static IEnumerable<string> Counted(Connection connection, IReadOnlyList<string> characters, SearchScope scope) => characters.Count <= TellingWords.MostCounted ? characters
        : TellingWords.Counted([.. characters.Select(one => Match(connection, MatchCharacter, one, scope).Found.Count)]).Select(number => characters[number]);

    private static (List<((SearchSession Session, long Position) Place, double Value)> Found, int Everywhere) Match(
        Connection connection, string sql, string match, SearchScope scope)
    {
        var (found, everywhere) = (new List<((SearchSession, long), double)>(), 0);
        using var rows = connection.Query(sql).Bind(1, match);
        for (; rows.Step(); everywhere++)
        {
            if (scope.Find(rows.Long(1), rows.Long(2)) is { } session) found.Add(((session, rows.Long(2)), rows.Double(0)));
        }

        return (found, everywhere);
    }

    private static void Match(
        Connection connection, string sql, string match, SearchScope scope, Dictionary<(SearchSession Session, long Position), double> scores, int atMost)
    {
        using var rows = connection.Query(sql).Bind(1, match);
        for (var found = 0; found < atMost && rows.Step();)
        {
            if (scope.Find(rows.Long(1), rows.Long(2)) is not { } session) continue;
            var key = (session, rows.Long(2));
            scores[key] = scores.GetValueOrDefault(key) + rows.Double(0);
            found++;
        }
    }

    private static double Lifted(Dictionary<(SearchSession Session, long Position), double> scores, (SearchSession Session, long Position) hit, double own) =>
        SearchRules.Lifted(own, distance => scores.GetValueOrDefault((hit.Session, hit.Position + distance)));

    private static SearchHit Hit(Connection connection, SearchQuery query, SearchSession session, long position, double score) => SearchRules.Hit(
        query, (session.Id, checked((int)position), checked((int)session.Count)), score, (from, end) => Read(connection, session, from, end));

    private static SessionMessage[] Read(Connection connection, SearchSession session, int from, int end) =>
        end <= from ? [] : HistoryReader.Range(connection, MessageLog.At(connection, session.Head, session.Count - 1, end - 1), end - from);
}
