using System.Diagnostics.CodeAnalysis;

namespace Bots.BotHost.Turns;

/// <summary>A time without a gap in which nobody else could take over what is this host's. Thread-safe.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Nothing waits on the source by a handle or a timer: it holds nothing.")]
internal sealed class LeaseTerm(LeaseClock clock, LeaseClock.Moment begun)
{
    private readonly CancellationTokenSource _over = new();
    private readonly Lock _lock = new();
    private LeaseClock.Moment _renewed = begun;

    /// <summary>Cancelled when the next term has begun.</summary>
    public CancellationToken Over => _over.Token;

    /// <summary>True while nobody else can have taken anything over.</summary>
    public bool Holds
    {
        get
        {
            if (_over.IsCancellationRequested) return false;
            lock (_lock) return clock.IsSafe(_renewed);
        }
    }

    /// <summary>Goes on; renewals may end in another order than they began.</summary>
    public void Renew(LeaseClock.Moment begun)
    {
        lock (_lock)
        {
            if (begun.Ticks > _renewed.Ticks) _renewed = begun;
        }
    }

    public void End() => _over.Cancel();
}
