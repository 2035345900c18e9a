namespace Bots.Adapters.Telegram.Sending;

/// <summary>Hands out the right to send, within the limits of a token and of its chats, most important first.</summary>
/// <remarks>Thread-safe. Telegram publishes no exact limits; these stay below what it has been seen to take (30 a second per token).</remarks>
internal sealed class SendScheduler(TelegramOptions options, TimeProvider time) : IDisposable
{
    private const double LeastBurst = 5;
    private const int ChatsBeforeTidying = 10_000;

    // A sixth of a second: what the timer and the machine may be late by must not slow down a server that takes more.
    private readonly double _burst = Math.Max(LeastBurst, options.MessagesPerSecond / 6.0);
    private readonly Lock _lock = new();
    private readonly Dictionary<long, ChatLimit> _chats = [];
    private readonly SortedSet<Waiter> _waiting = [];
    private ITimer? _timer;
    private readonly long _start = time.GetTimestamp();
    private double _tokens = Math.Max(LeastBurst, options.MessagesPerSecond / 6.0);
    private TimeSpan _refilled;
    private TimeSpan _blockedUntil;
    private long _nextWaiter;

    // Not the time of day: a clock that is put right must hold nothing up.
    private TimeSpan Now => time.GetElapsedTime(_start);

    /// <summary>Takes the right at once, or says in how long to ask again; never before those who wait.</summary>
    public TimeSpan TryTake(SendLane lane)
    {
        lock (_lock)
        {
            var wait = WaitFor(lane);
            if (wait == TimeSpan.Zero && _waiting.Count > 0) wait = TimeSpan.FromSeconds(1);
            if (wait == TimeSpan.Zero) Take(lane);
            return wait;
        }
    }

    /// <summary>How long the chat itself has to wait, whatever else is waiting.</summary>
    public TimeSpan ChatWait(SendLane lane)
    {
        lock (_lock) return ChatOf(lane.ChatId).WaitFor(lane.Priority, Now);
    }

    /// <summary>Waits for the right to send.</summary>
    public async Task TakeAsync(SendLane lane, CancellationToken cancellationToken)
    {
        var waiter = Enqueue(lane);
        await using var registration = cancellationToken.UnsafeRegister(static (state, token) => ((Waiter)state!).Right.TrySetCanceled(token), waiter);
        try
        {
            await waiter.Right.Task;
        }
        finally
        {
            lock (_lock) _waiting.Remove(waiter);
        }
    }

    /// <summary>The server refused: the chat is left alone for so long, and when several chats are refused at a time the whole token is.</summary>
    public void Refused(long chatId, TimeSpan retryAfter)
    {
        lock (_lock)
        {
            var now = Now;
            var others = _chats.Any(chat => chat.Key != chatId && chat.Value.IsBlocked(now));
            ChatOf(chatId).Block(now + retryAfter);
            if (others && now + retryAfter > _blockedUntil) _blockedUntil = now + retryAfter;
        }
    }

    public void Dispose() => _timer?.Dispose();

    private Waiter Enqueue(SendLane lane)
    {
        lock (_lock)
        {
            var waiter = new Waiter(lane, _nextWaiter++);
            _waiting.Add(waiter);
            Grant();
            return waiter;
        }
    }

    private void Grant()
    {
        var soonest = TimeSpan.MaxValue;
        foreach (var waiter in _waiting.ToArray())
        {
            var wait = WaitFor(waiter.Lane);
            if (wait > TimeSpan.Zero)
            {
                soonest = wait < soonest ? wait : soonest;
                if (TokenWait() > TimeSpan.Zero) break;
                continue;
            }

            _waiting.Remove(waiter);
            if (waiter.Right.TrySetResult()) Take(waiter.Lane);
        }

        if (_waiting.Count > 0) Wake(soonest);
    }

    private void Wake(TimeSpan after)
    {
        _timer ??= time.CreateTimer(static state => ((SendScheduler)state!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(after < TimeSpan.FromHours(1) ? after + TimeSpan.FromMilliseconds(1) : TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);
    }

    private void OnTimer()
    {
        lock (_lock) Grant();
    }

    private TimeSpan WaitFor(SendLane lane)
    {
        var token = TokenWait();
        var chat = ChatOf(lane.ChatId).WaitFor(lane.Priority, Now);
        return token > chat ? token : chat;
    }

    private TimeSpan TokenWait()
    {
        var now = Now;
        _tokens = Math.Min(_burst, _tokens + ((now - _refilled).TotalSeconds * options.MessagesPerSecond));
        _refilled = now;
        if (_blockedUntil > now) return _blockedUntil - now;
        return TimeSpan.FromSeconds(_tokens >= 1 ? 0 : (1 - _tokens) / options.MessagesPerSecond);
    }

    private void Take(SendLane lane)
    {
        _tokens -= 1;
        ChatOf(lane.ChatId).Take(lane.Priority, Now);
    }

    private ChatLimit ChatOf(long chatId)
    {
        if (_chats.TryGetValue(chatId, out var chat)) return chat;
        if (_chats.Count >= ChatsBeforeTidying) Tidy();
        return _chats[chatId] = new(isGroup: chatId < 0, options);
    }

    private void Tidy()
    {
        var now = Now;
        foreach (var idle in _chats.Where(chat => chat.Value.IsIdle(now)).Select(static chat => chat.Key).ToList()) _chats.Remove(idle);
    }

    private sealed record Waiter(SendLane Lane, long Number) : IComparable<Waiter>
    {
        public TaskCompletionSource Right { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int CompareTo(Waiter? other) => other is null ? 1 : (Lane.Priority, Number).CompareTo((other.Lane.Priority, other.Number));
    }
}
