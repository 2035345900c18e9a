namespace Bots.Sessions.Search;

/// <summary>BM25 over the characters of Chinese, Japanese and Korean text, with the constants and the floor that SQLite's full-text index uses.</summary>
/// <param name="query">What is looked for, each once.</param>
internal sealed class TermRanking(IReadOnlyList<string> query)
{
    private readonly TermCounts _counts = new(query);

    public bool IsEmpty => query.Count == 0;

    public void Add(IEnumerable<string> terms)
    {
        foreach (var term in IsEmpty ? [] : terms) _counts.Add(term);
        _counts.EndText();
    }

    /// <summary>The score of each text, in the order they were added; 0 where no term is found.</summary>
    public double[] Scores()
    {
        var scores = new double[_counts.Texts];
        foreach (var term in TellingWords.Counted([.. query.Select((_, term) => _counts.Found(term))]))
        {
            var rarity = Bm25.RarityInIndex(_counts.Texts, _counts.Found(term));
            foreach (var (text, frequency) in _counts.Frequencies(term)) scores[text] += rarity * frequency;
        }

        return scores;
    }
}
