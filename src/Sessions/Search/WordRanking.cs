namespace Bots.Sessions.Search;

/// <summary>Ranks texts that lie in memory by the words of a query, as the index of SQLite does with <see cref="WordMatches{TPlace}"/>.</summary>
/// <param name="query">The stems looked for, each once, in the order of the query.</param>
internal sealed class WordRanking(IReadOnlyList<string> query)
{
    private readonly List<(int[]? Counts, bool[]? Pairs, int Length)> _texts = [];

    public bool IsEmpty => query.Count == 0;

    /// <summary>Adds the stems of the next text.</summary>
    public void Add(IEnumerable<string> stems)
    {
        int[]? counts = null;
        bool[]? pairs = null;
        var (length, last, beforeLast) = (0, -1, -1);
        foreach (var stem in IsEmpty ? [] : stems)
        {
            length++;
            var word = IndexOf(stem);
            if (word >= 0)
            {
                (counts ??= new int[query.Count])[word]++;
                foreach (var near in (ReadOnlySpan<int>)[last, beforeLast])
                {
                    if (near >= 0 && Math.Abs(near - word) == 1) (pairs ??= new bool[query.Count])[Math.Min(near, word)] = true;
                }
            }

            (beforeLast, last) = (last, word);
        }

        _texts.Add((counts, pairs, length));
    }

    /// <summary>The score of each text, in the order they were added; 0 where no word is found.</summary>
    public double[] Scores()
    {
        var scores = new double[_texts.Count];
        var matches = new WordMatches<int>(query.Count, _texts.Count);
        var average = _texts.Count == 0 ? 1 : Math.Max(1, _texts.Average(static text => text.Length));
        for (var word = 0; word < query.Count; word++)
            matches.AddWord([.. Where(text => text.Counts?[word] > 0).Select(at => (at, Bm25.Frequency(_texts[at].Counts![word], _texts[at].Length / average)))]);
        for (var pair = 0; pair < query.Count - 1; pair++) matches.AddPair([.. Where(text => text.Pairs?[pair] == true)]);
        foreach (var (place, score) in matches.Scores()) scores[place] = score;
        return scores;
    }

    private IEnumerable<int> Where(Func<(int[]? Counts, bool[]? Pairs, int Length), bool> holds) => Enumerable.Range(0, _texts.Count).Where(at => holds(_texts[at]));

    private int IndexOf(string stem)
    {
        for (var word = 0; word < query.Count; word++)
        {
            if (query[word] == stem) return word;
        }

        return -1;
    }
}
