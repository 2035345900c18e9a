using System.Runtime.InteropServices;

namespace Bots.Sessions.Search;

/// <summary>How often texts hold the terms of a query. Only what is found takes space.</summary>
/// <param name="terms">The terms, each once.</param>
internal sealed class TermCounts(IReadOnlyList<string> terms)
{
    private readonly Dictionary<string, int> _numbers = terms.Index().ToDictionary(static term => term.Item, static term => term.Index, StringComparer.Ordinal);
    private readonly List<(int Text, int Count)>[] _found = [.. terms.Select(static _ => new List<(int, int)>())];
    private readonly List<int> _lengths = [];
    private int _length;
    private long _total;

    public int Texts => _lengths.Count;

    /// <summary>Counts the next term of the text that is being added; returns its number, or -1 for one that is not looked for.</summary>
    public int Add(string term)
    {
        _length++;
        if (!_numbers.TryGetValue(term, out var number)) return -1;
        var found = CollectionsMarshal.AsSpan(_found[number]);
        if (found.Length > 0 && found[^1].Text == Texts) found[^1].Count++;
        else _found[number].Add((Texts, 1));
        return number;
    }

    /// <summary>The text is whole.</summary>
    public void EndText()
    {
        _lengths.Add(_length);
        (_total, _length) = (_total + _length, 0);
    }

    /// <summary>How many texts hold the term.</summary>
    public int Found(int term) => _found[term].Count;

    /// <summary>The texts that hold the term, each with how much it is about it.</summary>
    public IEnumerable<(int Text, double Frequency)> Frequencies(int term)
    {
        var average = Math.Max(1, (double)_total / Math.Max(1, Texts));
        return _found[term].Select(found => (found.Text, Bm25.Frequency(found.Count, _lengths[found.Text] / average)));
    }
}
