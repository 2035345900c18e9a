namespace Bots.BotHost.Access;

/// <summary>Remembers who was told something, so that nobody is told with every message. Bounded; the oldest are forgotten first. Thread-safe.</summary>
internal sealed class ToldOnce(int most = 10_000)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _told = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>True for the entry that tells this person: the first one, also when it comes again after a failure.</summary>
    public bool IsToTell(string bot, string user, long entry)
    {
        var key = $"{bot}/{user}";
        lock (_lock)
        {
            if (_told.TryGetValue(key, out var teller)) return teller == entry;
            if (_told.Count >= most) _told.Remove(_order.Dequeue());
            _told[key] = entry;
            _order.Enqueue(key);
            return true;
        }
    }

    /// <summary>The next refusal is told again.</summary>
    public void Forget(string bot, string user)
    {
        lock (_lock)
        {
            // The name keeps its place in the order: forgetting it a second time harms nothing.
            _told.Remove($"{bot}/{user}");
        }
    }
}
