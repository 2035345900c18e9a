namespace Bots.Adapters.Discord.Api;

/// <summary>Discord's clock, as its answers tell it: ids hold times by that clock, and ours may be wrong. Ours until there was an answer. Thread-safe.</summary>
internal sealed class ServerClock(TimeProvider time)
{
    // An answer tells whole seconds, cut off.
    private static readonly TimeSpan HalfASecond = TimeSpan.FromMilliseconds(500);

    private long _ahead;

    /// <summary>The time now, to about a second.</summary>
    public DateTimeOffset Now => ToTheirs(time.GetUtcNow());

    /// <summary>A time by our clock, by theirs.</summary>
    public DateTimeOffset ToTheirs(DateTimeOffset ours) => ours + TimeSpan.FromTicks(Interlocked.Read(ref _ahead));

    /// <summary>An answer that came just now was written at this time; null when it does not say.</summary>
    public void Learn(DateTimeOffset? written)
    {
        if (written is { } theirs) Interlocked.Exchange(ref _ahead, (theirs + HalfASecond - time.GetUtcNow()).Ticks);
    }
}
