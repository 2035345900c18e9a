namespace Bots.Adapters.Discord.Gateway;

/// <summary>Slows down a shard that has to identify again and again, so that a day's starts last the day.</summary>
internal sealed class IdentifyPace(TimeProvider time)
{
    private const int Free = 5;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private readonly Queue<DateTimeOffset> _recent = new();

    /// <summary>An identify is about to be made.</summary>
    public void Count() => _recent.Enqueue(time.GetUtcNow());

    /// <summary>How long to wait before the next: nothing for the first few of half an hour, then doubling from 10 s to 5 minutes.</summary>
    public TimeSpan Wait()
    {
        while (_recent.TryPeek(out var first) && time.GetUtcNow() - first > Window) _recent.Dequeue();
        if (_recent.Count < Free) return TimeSpan.Zero;
        var wait = TimeSpan.FromSeconds(10 * Math.Pow(2, Math.Min(_recent.Count - Free, 6)));
        return wait < Longest ? wait : Longest;
    }
}
