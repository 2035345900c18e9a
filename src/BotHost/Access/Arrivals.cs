namespace Bots.BotHost.Access;

/// <summary>Remembers who has written since they were let in: they are answered, and need not be told that they may write. Bounded. Thread-safe.</summary>
internal sealed class Arrivals
{
    private const int Most = 10_000;

    private readonly Lock _lock = new();
    private readonly HashSet<(string Bot, string User, DateTimeOffset Since)> _seen = [];

    /// <summary>True the first time since the decision, and now and then again.</summary>
    public bool Add(string bot, string user, DateTimeOffset since)
    {
        lock (_lock)
        {
            if (_seen.Count >= Most) _seen.Clear();
            return _seen.Add((bot, user, since));
        }
    }

    /// <summary>Whether they wrote since the decision, as far as is remembered.</summary>
    public bool Contains(string bot, string user, DateTimeOffset since)
    {
        lock (_lock) return _seen.Contains((bot, user, since));
    }
}
