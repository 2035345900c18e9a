using System.Collections.Concurrent;

namespace Bots.BotHost.Turns;

/// <summary>The turns that run now, by session key. Thread-safe.</summary>
internal sealed class RunningTurns
{
    private readonly ConcurrentDictionary<string, TurnHandle> _running = new(StringComparer.Ordinal);

    public int Count => _running.Count;

    public IEnumerable<TurnHandle> All => _running.Values;

    public void Add(string sessionKey, TurnHandle handle) => _running[sessionKey] = handle;

    public void Remove(string sessionKey) => _running.TryRemove(sessionKey, out _);

    /// <summary>Cuts the turn of this key; false when none runs.</summary>
    public bool Cut(string sessionKey, TurnCut reason)
    {
        if (!_running.TryGetValue(sessionKey, out var handle)) return false;
        handle.Cut(reason);
        return true;
    }

    public void CutAll(TurnCut reason)
    {
        foreach (var handle in _running.Values) handle.Cut(reason);
    }
}
