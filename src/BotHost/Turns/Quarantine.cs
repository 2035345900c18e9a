namespace Bots.BotHost.Turns;

/// <summary>The crash-loop breaker: entries over which the host died again and again run alone, one at a time, before anything else starts.</summary>
/// <remarks>So the one that kills the host is charged alone and is soon a dead letter, and none of those that merely ran beside it is ever given
/// up. Holding everybody back has an end: what neither finished nor killed the host in <see cref="LongestHold"/> goes on beside the others.
/// Guarded by the queue's lock.</remarks>
/// <param name="time">The clock.</param>
/// <param name="onPatienceOver">Called, without the lock, when a hold has lasted long enough: it takes the lock and calls <see cref="LetGo"/>.</param>
internal sealed class Quarantine(TimeProvider time, Action<object> onPatienceOver)
{
    /// <summary>How long one suspect may hold others back, once while it waits for what runs to end and once while it runs.</summary>
    public static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(30);

    private readonly Queue<Lane> _waiting = new();
    private Lane? _running;
    private object? _hold;
    private ITimer? _timer;

    /// <summary>True while nothing else may start.</summary>
    public bool HoldsOthers => _hold is not null;

    /// <summary>Puts a lane whose next entry is a suspect in line.</summary>
    public void Add(Lane lane)
    {
        _waiting.Enqueue(lane);
        if (_running is null && _waiting.Count == 1) Hold();
    }

    /// <summary>The next suspect to run, or null: one runs already, or what runs now may still end by itself.</summary>
    /// <param name="running">Turns running now.</param>
    public Lane? TryTake(int running)
    {
        if (_running is not null || _waiting.Count == 0 || (running > 0 && HoldsOthers)) return null;
        _running = _waiting.Dequeue();
        if (HoldsOthers) Hold();
        return _running;
    }

    /// <summary>A turn ended; whoever holds on is the next in line.</summary>
    public void Ended(Lane lane)
    {
        if (_running != lane) return;
        _running = null;
        if (_waiting.Count > 0) Hold();
        else Release();
    }

    /// <summary>This hold has lasted long enough; nothing when another one has begun.</summary>
    public void LetGo(object hold)
    {
        if (_hold == hold) Release();
    }

    /// <summary>Holds nobody back any more.</summary>
    public void Release()
    {
        _hold = null;
        _timer?.Dispose();
        _timer = null;
    }

    private void Hold()
    {
        Release();
        var hold = _hold = new object();
        _timer = time.CreateTimer(_ => onPatienceOver(hold), null, LongestHold, Timeout.InfiniteTimeSpan);
    }
}
