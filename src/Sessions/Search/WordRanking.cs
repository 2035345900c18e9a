namespace Bots.Sessions.Search;

/// <summary>Ranks texts that lie in memory by the words of a query, as the index of SQLite does with <see cref="WordMatches{TPlace}"/>.</summary>
/// <param name="query">The stems looked for, each once, in the order of the query.</param>
internal sealed class WordRanking(IReadOnlyList<string> query)
{
    private readonly TermCounts _counts = new(query);
    private readonly List<int>[] _pairs = [.. query.Select(static _ => new List<int>())];

    public bool IsEmpty => query.Count == 0;

    /// <summary>Adds the stems of the next text.</summary>
    public void Add(IEnumerable<string> stems)
    {
        var (last, beforeLast) = (-1, -1);
        foreach (var stem in IsEmpty ? [] : stems)
        {
            var word = _counts.Add(stem);
            foreach (var near in (ReadOnlySpan<int>)[last, beforeLast])
            {
                if (word >= 0 && near >= 0 && Math.Abs(near - word) == 1) AddPair(_pairs[Math.Min(near, word)]);
            }

            (beforeLast, last) = (last, word);
        }

        _counts.EndText();
    }

    /// <summary>The score of each text, in the order they were added; 0 where no word is found.</summary>
    public double[] Scores()
    {
        var scores = new double[_counts.Texts];
        var matches = new WordMatches<int>(_counts.Texts);
        for (var word = 0; word < query.Count; word++) matches.AddWord([.. _counts.Frequencies(word)]);
        foreach (var pair in matches.Pairs) matches.AddPair(_pairs[pair]);
        foreach (var (text, score) in matches.Scores()) scores[text] = score;
        return scores;
    }

    private void AddPair(List<int> texts)
    {
        if (texts.Count == 0 || texts[^1] != _counts.Texts) texts.Add(_counts.Texts);
    }
}
