namespace Bots.Adapters;

/// <summary>How long to leave a platform alone that does not answer: 2 s, doubled with every outage in a row, a minute at most. Thread-safe.</summary>
internal sealed class OutageWaits
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private int _outages;

    /// <summary>The platform answers again.</summary>
    public void End() => Interlocked.Exchange(ref _outages, 0);

    /// <summary>The wait after one more outage.</summary>
    public TimeSpan Next()
    {
        var wait = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(Interlocked.Increment(ref _outages), 6)));
        return wait < Longest ? wait : Longest;
    }
}
