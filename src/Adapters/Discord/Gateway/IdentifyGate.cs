namespace Bots.Adapters.Discord.Gateway;

/// <summary>Lets shards identify one after another: max_concurrency per five seconds (events/gateway, rate limits of identify).</summary>
internal sealed class IdentifyGate(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5_250);

    /// <summary>After this long an identify was made or given up, and Discord's own count has it.</summary>
    public static readonly TimeSpan Settled = TimeSpan.FromSeconds(45);

    private readonly DateTimeOffset _start = time.GetUtcNow();
    private readonly Lock _lock = new();
    private DateTimeOffset _before = DateTimeOffset.UnixEpoch;
    private readonly Dictionary<int, Slot> _slots = [];
    private readonly List<DateTimeOffset> _granted = [];

    /// <summary>Takes note that an earlier process identified, with whichever shard.</summary>
    public void Follow(DateTimeOffset at)
    {
        // Another clock may have said so.
        if (at > _start) at = _start;
        lock (_lock) _before = at > _before ? at : _before;
    }

    /// <summary>Waits for the shard's turn, which lasts until it is disposed.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="maxConcurrency">What Discord allows.</param>
    /// <param name="follows">True when an earlier process may have identified just before this one started.</param>
    /// <param name="cancellationToken">Gives the turn up.</param>
    public async Task<Turn> EnterAsync(int shard, int maxConcurrency, bool follows, CancellationToken cancellationToken)
    {
        Slot slot;
        lock (_lock)
        {
            var key = shard % Math.Max(1, maxConcurrency);
            if (!_slots.TryGetValue(key, out slot!)) _slots[key] = slot = new();
        }

        await slot.Turns.WaitAsync(cancellationToken);
        var turn = new Turn(slot, time);
        try
        {
            var wait = (slot.Last ?? (follows ? _start : _before)) + Pause - time.GetUtcNow();
            if (wait > TimeSpan.Zero) await Task.Delay(wait, time, cancellationToken);
            return turn;
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    /// <summary>Takes one of the identifies that are left, as read just now; false when those granted lately, which Discord may not have counted yet, are all of them.</summary>
    public bool TryTake(int remaining)
    {
        lock (_lock)
        {
            _granted.RemoveAll(at => time.GetUtcNow() - at > Settled);
            if (remaining <= _granted.Count) return false;
            _granted.Add(time.GetUtcNow());
            return true;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var slot in _slots.Values) slot.Turns.Dispose();
        }
    }

    /// <summary>The right to identify once.</summary>
    internal sealed class Turn(Slot slot, TimeProvider time) : IDisposable
    {
        private int _over;

        /// <summary>Call right before and after identify is sent: the pause counts from here.</summary>
        public void Use() => slot.Last = time.GetUtcNow();

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _over, 1) == 0) slot.Turns.Release();
        }
    }

    internal sealed class Slot
    {
        public SemaphoreSlim Turns { get; } = new(1);

        /// <summary>When identify was last sent; null for never.</summary>
        public DateTimeOffset? Last { get; set; }
    }
}
