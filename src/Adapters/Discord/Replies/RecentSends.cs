namespace Bots.Adapters.Discord.Replies;

/// <summary>What this process sent lately: tells whose a message is that Discord returns. Thread-safe, and bounded: what is forgotten is unknown.</summary>
internal sealed class RecentSends(TimeProvider time)
{
    private const int Most = 4096;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _entries = [];
    private readonly Queue<string> _shown = [];
    private readonly Dictionary<long, long> _starts = [];
    private readonly Queue<long> _begun = [];

    /// <summary>How long ago this process first tried to deliver an entry; zero when this is the first time.</summary>
    public TimeSpan SinceBegun(long entryId)
    {
        lock (_lock)
        {
            if (_starts.TryGetValue(entryId, out var start)) return time.GetElapsedTime(start);
            _starts.Add(entryId, time.GetTimestamp());
            _begun.Enqueue(entryId);
            if (_begun.Count > Most) _starts.Remove(_begun.Dequeue());
            return TimeSpan.Zero;
        }
    }

    /// <summary>An entry is shown as a message.</summary>
    public void Note(string messageId, long entryId)
    {
        lock (_lock)
        {
            if (!_entries.TryAdd(messageId, entryId)) return;
            _shown.Enqueue(messageId);
            if (_shown.Count > Most) _entries.Remove(_shown.Dequeue());
        }
    }

    /// <summary>A message is what a delivered entry became; which one does not matter.</summary>
    public void NoteAnothers(string messageId) => Note(messageId, 0);

    /// <summary>True when a message is known to show another entry.</summary>
    public bool IsAnothers(string messageId, long entryId)
    {
        lock (_lock) return _entries.TryGetValue(messageId, out var known) && known != entryId;
    }
}
