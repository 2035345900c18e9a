namespace Bots.Sessions.Search;

/// <summary>BM25 over the characters of Chinese, Japanese and Korean text, with the constants and the floor that SQLite's full-text index uses.</summary>
internal sealed class TermRanking(IEnumerable<string> query)
{
    private const double Saturation = 1.2;
    private const double LengthWeight = 0.75;
    private const double LeastRarity = 1e-6;

    private readonly string[] _query = [.. query.Distinct(StringComparer.Ordinal)];
    private readonly List<(int[]? Counts, int Length)> _texts = [];

    public bool IsEmpty => _query.Length == 0;

    public void Add(IEnumerable<string> terms)
    {
        int[]? counts = null;
        var length = 0;
        foreach (var term in IsEmpty ? [] : terms)
        {
            length++;
            if (Array.IndexOf(_query, term) is var index and >= 0) (counts ??= new int[_query.Length])[index]++;
        }

        _texts.Add((counts, length));
    }

    /// <summary>The score of each text, in the order they were added; 0 where no term is found.</summary>
    public IEnumerable<double> Scores()
    {
        var rarities = Enumerable.Range(0, _query.Length).Select(Rarity).ToArray();
        var average = _texts.Count == 0 ? 1 : Math.Max(1, _texts.Average(static text => text.Length));
        return _texts.Select(text => text.Counts is { } counts
            ? counts.Select((count, term) => rarities[term] * count * (Saturation + 1) / (count + (Saturation * (1 - LengthWeight + (LengthWeight * text.Length / average))))).Sum()
            : 0);
    }

    // A term in more than half of the texts would count against them.
    private double Rarity(int term)
    {
        var found = _texts.Count(text => text.Counts is { } counts && counts[term] > 0);
        return Math.Max(LeastRarity, Math.Log((_texts.Count - found + 0.5) / (found + 0.5)));
    }
}
