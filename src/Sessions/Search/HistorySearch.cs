namespace Bots.Sessions.Search;

/// <summary>Searches histories that lie in memory.</summary>
internal sealed class HistorySearch(SearchQuery query)
{
    private readonly TextRanking _ranking = new(SearchRules.Check(query));
    private readonly List<(int Session, int Index)> _places = [];
    private readonly List<(string Id, IReadOnlyList<SessionMessage> History)> _sessions = [];

    /// <summary>True when nothing can be found, whatever is added.</summary>
    public bool IsEmpty => _ranking.IsEmpty || query.Limit <= 0;

    /// <summary>Adds a session.</summary>
    /// <param name="sessionId">Its id.</param>
    /// <param name="history">Its whole history.</param>
    /// <param name="isElsewhere">True for messages that belong to another session added too, from which this one was forked.</param>
    /// <param name="textOf">A message's text taken apart, by its index; null to take it apart now.</param>
    public void Add(string sessionId, IReadOnlyList<SessionMessage> history, Func<int, bool> isElsewhere, Func<int, SearchedText>? textOf = null)
    {
        for (var index = 0; index < history.Count; index++)
        {
            if (!SearchRules.IsFound(history[index]) || isElsewhere(index)) continue;
            _places.Add((_sessions.Count, index));
            _ranking.Add(textOf?.Invoke(index) ?? SearchedText.Of(history[index].Content));
        }

        _sessions.Add((sessionId, history));
    }

    /// <summary>The best matching messages, best first, the newer ones first where they match equally well.</summary>
    public IReadOnlyList<SearchHit> Find()
    {
        var scores = _places.Zip(_ranking.Scores()).Where(static match => match.Second > 0).ToDictionary(static match => match.First, static match => match.Second);
        return
        [
            .. scores.Select(match => (Place: match.Key, Score: SearchRules.Lifted(match.Value, distance => scores.GetValueOrDefault((match.Key.Session, match.Key.Index + distance)))))
                .OrderByDescending(static match => match.Score).ThenByDescending(static match => match.Place.Index)
                .Take(query.Limit)
                .Select(match => Hit(match.Place, match.Score)),
        ];
    }

    private SearchHit Hit((int Session, int Index) place, double score)
    {
        var (id, history) = _sessions[place.Session];
        return SearchRules.Hit(query, (id, place.Index, history.Count), score, (from, end) => [.. history.Skip(from).Take(end - from)]);
    }
}
