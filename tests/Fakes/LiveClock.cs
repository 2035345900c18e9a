namespace Bots.Fakes;

/// <summary>The system's clock, which a test can put forward: whatever waits for a time that has passed then goes on. Thread-safe.</summary>
public sealed class LiveClock : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly HashSet<LiveTimer> _timers = [];
    private TimeSpan _ahead;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;

    public override long GetTimestamp() => (long)(System.GetTimestamp() * ((double)TimeSpan.TicksPerSecond / System.TimestampFrequency)) + Ahead.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new LiveTimer(this, callback, state, period);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Puts the clock forward.</summary>
    public void Advance(TimeSpan by)
    {
        lock (_lock)
        {
            _ahead += by;
            foreach (var timer in _timers) timer.Hurry();
        }
    }

    private TimeSpan Ahead
    {
        get
        {
            lock (_lock) return _ahead;
        }
    }

    private sealed class LiveTimer : ITimer
    {
        private readonly LiveClock _clock;
        private readonly ITimer _inner;
        private TimeSpan _period;
        private DateTimeOffset? _due;

        public LiveTimer(LiveClock clock, TimerCallback callback, object? state, TimeSpan period)
        {
            (_clock, _period) = (clock, period);
            _inner = System.CreateTimer(
                state =>
                {
                    Fired();
                    callback(state);
                },
                state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_clock._lock)
            {
                _period = period;
                _due = dueTime == Timeout.InfiniteTimeSpan ? null : _clock.GetUtcNow() + dueTime;
                if (_due is null) _clock._timers.Remove(this);
                else _clock._timers.Add(this);
                return _inner.Change(dueTime, period);
            }
        }

        public void Hurry()
        {
            if (_due is not { } due) return;
            var left = due - _clock.GetUtcNow();
            _inner.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, _period);
        }

        public void Dispose()
        {
            lock (_clock._lock) _clock._timers.Remove(this);
            _inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            lock (_clock._lock) _clock._timers.Remove(this);
            return _inner.DisposeAsync();
        }

        private void Fired()
        {
            lock (_clock._lock)
            {
                var repeats = _period > TimeSpan.Zero && _period != Timeout.InfiniteTimeSpan;
                _due = repeats ? _clock.GetUtcNow() + _period : null;
                if (!repeats) _clock._timers.Remove(this);
            }
        }
    }
}
