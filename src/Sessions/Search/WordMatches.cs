namespace Bots.Sessions.Search;

/// <summary>Puts together what the words of a query find, each for itself: the rarer a word the more it counts, a text that holds more of the query
/// counts for more than the sum of its words, and words that stand together as in the query count extra.</summary>
/// <typeparam name="TPlace">Where a match is.</typeparam>
/// <param name="texts">How many texts are searched.</param>
internal sealed class WordMatches<TPlace>(long texts)
    where TPlace : notnull
{
    private const double PairWeight = 0.2;

    private readonly List<IReadOnlyList<(TPlace Place, double Frequency)>> _words = [];
    private readonly Dictionary<TPlace, double> _pairs = [];

    /// <summary>The words whose pair with the next one counts. All words must have been added.</summary>
    public IEnumerable<int> Pairs => Counted.Zip(Counted.Skip(1))
        .Where(pair => pair.Second == pair.First + 1 && _words[pair.First].Count > 0 && _words[pair.Second].Count > 0).Select(static pair => pair.First);

    private IReadOnlyList<int> Counted => field ??= TellingWords.Counted(_words.ConvertAll(static found => found.Count));

    /// <summary>Adds the next word of the query: the places that hold it, each with how much it is about it (<see cref="Bm25.Frequency"/>).</summary>
    public void AddWord(IReadOnlyList<(TPlace Place, double Frequency)> found) => _words.Add(found);

    /// <summary>Adds one of <see cref="Pairs"/>: the places where the two stand together.</summary>
    public void AddPair(IReadOnlyList<TPlace> found)
    {
        var weight = PairWeight * Bm25.Rarity(texts, found.Count);
        foreach (var place in found) _pairs[place] = _pairs.GetValueOrDefault(place) + weight;
    }

    /// <summary>The score of every place that holds a word that counts.</summary>
    public IEnumerable<(TPlace Place, double Score)> Scores()
    {
        var (matches, whole) = (new Dictionary<TPlace, (double Score, double Covered)>(), 0.0);
        foreach (var found in Counted.Select(word => _words[word]))
        {
            var weight = Bm25.Rarity(texts, found.Count);
            whole += weight;
            foreach (var (place, frequency) in found)
            {
                var (score, covered) = matches.GetValueOrDefault(place);
                matches[place] = (score + (weight * frequency), covered + weight);
            }
        }

        return matches.Select(match => (match.Key, (match.Value.Score * match.Value.Covered / whole) + _pairs.GetValueOrDefault(match.Key)));
    }
}
