using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.Log;

namespace Bots.Sessions.Sqlite.Search;

/// <summary>Finds messages: those that match, lifted by matches beside them.</summary>
internal static class SearchReader
{
    private const int LeastCandidates = 200;
    private const int Reach = 2;
    private const double NeighbourWeight = 0.5;

    private const string MatchWords = """
        SELECT -bm25(message_words), m.seg, m.pos FROM message_words JOIN message m ON m.mid=message_words.rowid
        WHERE message_words MATCH ?1 ORDER BY 1 DESC, m.mid DESC
        """;

    private const string MatchCharacters = """
        SELECT -bm25(message_characters), m.seg, m.pos FROM message_characters JOIN message m ON m.mid=message_characters.rowid
        WHERE message_characters MATCH ?1 ORDER BY 1 DESC, m.mid DESC
        """;

    public static IReadOnlyList<SearchHit> Search(Connection connection, SearchQuery query, string? words, string? characters)
    {
        var scope = SearchScope.Of(connection, query);
        var scores = new Dictionary<(SearchSession Session, long Position), double>();
        var candidates = Math.Max(LeastCandidates, query.Limit);
        if (words is not null) Match(connection, MatchWords, words, scope, scores, candidates);
        if (characters is not null) Match(connection, MatchCharacters, characters, scope, scores, candidates);
        return
        [
            .. scores.Select(hit => (hit.Key.Session, hit.Key.Position, Score: hit.Value + Lift(scores, hit.Key)))
                .OrderByDescending(static hit => hit.Score).ThenByDescending(static hit => hit.Position)
                .Take(query.Limit)
                .Select(hit => Read(connection, hit.Session, hit.Position, hit.Score, Math.Max(query.Neighbours, 0))),
        ];
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

    private static double Lift(Dictionary<(SearchSession Session, long Position), double> scores, (SearchSession Session, long Position) hit)
    {
        var lift = 0.0;
        for (var distance = 1; distance <= Reach; distance++)
        {
            lift += NeighbourWeight / distance * scores.GetValueOrDefault((hit.Session, hit.Position - distance));
            lift += NeighbourWeight / distance * scores.GetValueOrDefault((hit.Session, hit.Position + distance));
        }

        return lift;
    }

    private static SearchHit Read(Connection connection, SearchSession session, long position, double score, int neighbours)
    {
        var last = Math.Min(session.Count - 1, position + neighbours);
        var first = Math.Max(0, position - neighbours);
        var messages = new SessionMessage[last - first + 1];
        var message = MessageLog.At(connection, session.Head, session.Count - 1, last);
        for (var at = messages.Length - 1; at >= 0; at--)
        {
            using var row = connection.Query(HistoryReader.ReadMessage).Bind(1, message);
            if (!row.Step()) throw new InvalidDataException($"Message {message} of session \"{session.Id}\" is missing from the log.");
            messages[at] = HistoryReader.MessageOf(row);
            message = row.Long(0);
        }

        var hit = position - first;
        return new(session.Id, checked((int)position), messages[hit], score) { Neighbours = [.. messages.Where((_, at) => at != hit)] };
    }
}
