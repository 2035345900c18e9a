namespace Bots.Sessions.Search;

/// <summary>Puts together what the words of a query find, each for itself: the rarer a word the more it counts, a text that holds more of the query
/// counts for more than the sum of its words, and words that stand together as in the query count extra.</summary>
/// <typeparam name="TPlace">Where a match is.</typeparam>
/// <param name="words">How many words the query has.</param>
/// <param name="texts">How many texts are searched.</param>
internal sealed class WordMatches<TPlace>(int words, long texts)
    where TPlace : notnull
{
    private const double PairWeight = 0.2;

    private readonly Dictionary<TPlace, (double Score, double Covered)> _matches = [];
    private readonly Dictionary<TPlace, double> _pairs = [];
    private double _whole;
    private int _added;

    /// <summary>Adds a word of the query: the places that hold it, each with how much it is about it (<see cref="Bm25.Frequency"/>).</summary>
    public void AddWord(IReadOnlyList<(TPlace Place, double Frequency)> found)
    {
        var weight = Bm25.Rarity(texts, found.Count);
        (_whole, _added) = (_whole + weight, _added + 1);
        foreach (var (place, frequency) in found)
        {
            var (score, covered) = _matches.GetValueOrDefault(place);
            _matches[place] = (score + (weight * frequency), covered + weight);
        }
    }

    /// <summary>Adds two neighbouring words of the query: the places where they stand together.</summary>
    public void AddPair(IReadOnlyList<TPlace> found)
    {
        var weight = PairWeight * Bm25.Rarity(texts, found.Count);
        foreach (var place in found) _pairs[place] = _pairs.GetValueOrDefault(place) + weight;
    }

    /// <summary>The score of every place that holds a word. All words must have been added.</summary>
    public IEnumerable<(TPlace Place, double Score)> Scores()
    {
        if (_added != words) throw new InvalidOperationException($"{_added} of {words} words were added.");
        return _matches.Select(match => (match.Key, (match.Value.Score * match.Value.Covered / _whole) + _pairs.GetValueOrDefault(match.Key)));
    }
}
