namespace Bots.Adapters.Discord.Limits;

/// <summary>One bucket: how many requests may go, and when there are more. Guarded by the scheduler's lock.</summary>
internal sealed class RateLimitBucket
{
    // An answer's times are rounded, and clocks differ a little.
    private static readonly TimeSpan Cushion = TimeSpan.FromMilliseconds(20);

    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int? _limit;
    private int _remaining;
    private DateTimeOffset _resetAt;
    private DateTimeOffset _blockedUntil;

    /// <summary>Lets one request at a time wait for its place, in order.</summary>
    public SemaphoreSlim Turnstile { get; } = new(1);

    public int InFlight { get; private set; }

    /// <summary>Completes when something changed that a waiting request should look at.</summary>
    public Task Changed => _changed.Task;

    /// <summary>True when nothing depends on it any more.</summary>
    public bool IsIdle(DateTimeOffset now) => InFlight == 0 && Turnstile.CurrentCount == 1 && now >= _resetAt && now >= _blockedUntil;

    /// <summary>How long until a request may go: zero for now, infinite for "when an answer came".</summary>
    public TimeSpan WaitFrom(DateTimeOffset now)
    {
        if (now < _blockedUntil) return _blockedUntil - now;
        if (_limit is not { } limit) return InFlight == 0 ? TimeSpan.Zero : Timeout.InfiniteTimeSpan;
        if (now >= _resetAt) _remaining = limit;
        if (_remaining - InFlight > 0) return TimeSpan.Zero;
        return now < _resetAt ? _resetAt - now : Timeout.InfiniteTimeSpan;
    }

    public void Enter() => InFlight++;

    public void Leave()
    {
        InFlight--;
        var changed = _changed;
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.TrySetResult();
    }

    public void Block(DateTimeOffset until)
    {
        if (until > _blockedUntil) _blockedUntil = until + Cushion;
    }

    /// <summary>Takes over what an answer says. Answers may come out of order: within one window only the lowest count is believed.</summary>
    public void Learn(RateLimitHeaders headers, DateTimeOffset now)
    {
        if (headers is not { Limit: { } limit, Remaining: { } remaining, ResetAfter: { } resetAfter }) return;
        var resetAt = now + resetAfter + Cushion;
        var isNewWindow = _limit is null || now >= _resetAt || resetAt > _resetAt + TimeSpan.FromSeconds(1);
        _limit = limit;
        _remaining = isNewWindow ? remaining : Math.Min(_remaining, remaining);
        if (isNewWindow || resetAt > _resetAt) _resetAt = resetAt;
    }
}
