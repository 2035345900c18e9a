namespace Bots.Sessions.Json.Documents;

/// <summary>Marks of messages, each as often as it occurs.</summary>
internal sealed class MarkCounts
{
    private readonly Dictionary<long, int> _counts = [];

    public MarkCounts(IEnumerable<long> marks)
    {
        foreach (var mark in marks) _counts[mark] = _counts.GetValueOrDefault(mark) + 1;
    }

    /// <summary>Those that nobody took.</summary>
    public IEnumerable<long> Rest => _counts.SelectMany(static mark => Enumerable.Repeat(mark.Key, mark.Value));

    /// <summary>Takes one; false when there is none left.</summary>
    public bool Take(long mark)
    {
        if (_counts.GetValueOrDefault(mark) == 0) return false;
        _counts[mark]--;
        return true;
    }
}
