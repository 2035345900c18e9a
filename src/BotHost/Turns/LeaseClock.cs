using Microsoft.Extensions.Options;

namespace Bots.BotHost.Turns;

/// <summary>Knows how long this host may rely on its lease. Thread-safe.</summary>
/// <remarks>A lease that has ended takes nothing away by itself, but from then on another host may. Nobody tells a process that it hung, or
/// that its store was locked for too long: so the clock is looked at directly before each request to a platform.</remarks>
internal sealed class LeaseClock
{
    // The request still has to reach the platform before another host can begin.
    private const double Relied = 0.9;

    private readonly TimeProvider _time;
    private readonly TimeSpan _safe;
    private readonly Lock _lock = new();
    private volatile LeaseTerm _current;

    public LeaseClock(TimeProvider time, IOptions<TurnOptions> options)
    {
        (_time, _safe) = (time, options.Value.Lease * Relied);
        _current = new(this, default);
        _current.End();
    }

    /// <summary>The term that runs, or the last one.</summary>
    public LeaseTerm Current => _current;

    /// <summary>Now; to be taken before the lease is renewed.</summary>
    public Moment Now() => new(_time.GetTimestamp(), _time.GetUtcNow());

    /// <summary>The lease was renewed. Where it may have ended in between a new term begins, and what was held under the old one is to be looked at again.</summary>
    /// <param name="begun">The moment before the renewal.</param>
    public void Renewed(Moment begun)
    {
        LeaseTerm? former = null;
        lock (_lock)
        {
            if (_current.Holds) _current.Renew(begun);
            else (former, _current) = (_current, new(this, begun));
        }

        former?.End();
    }

    // The one does not go on while the machine sleeps, the other can be set back.
    internal bool IsSafe(Moment renewed) => _time.GetElapsedTime(renewed.Ticks) < _safe && _time.GetUtcNow() - renewed.At < _safe;

    /// <summary>A moment on both clocks.</summary>
    internal readonly record struct Moment(long Ticks, DateTimeOffset At);
}
