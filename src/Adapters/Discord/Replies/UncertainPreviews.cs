namespace Bots.Adapters.Discord.Replies;

/// <summary>Questions whose preview was asked for without an answer: it may be there or not. Thread-safe, bounded.</summary>
internal sealed class UncertainPreviews
{
    private const int Most = 10_000;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _sources = [];

    public void Add(string source)
    {
        lock (_lock)
        {
            if (_sources.Count >= Most) _sources.Clear();
            _sources.Add(source);
        }
    }

    public void Remove(string source)
    {
        lock (_lock) _sources.Remove(source);
    }

    public bool Has(string source)
    {
        lock (_lock) return _sources.Contains(source);
    }
}
