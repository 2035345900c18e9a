using Bots.Sessions.Delivery;
using Microsoft.Extensions.Options;

namespace Bots.BotHost.Turns;

/// <summary>Runs one turn at a time per session key, in inbox order, and many sessions side by side.</summary>
/// <remarks>A lane exists only while its session has work; an idle session costs nothing. Waiting entries are ids: their text stays in the
/// inbox. Lanes with more to do go to the end of the line and users take turns in it, so a busy user never holds up another. Entries over which the host died repeatedly
/// run alone (<see cref="Quarantine"/>).</remarks>
internal sealed class TurnQueue : IAsyncDisposable
{
    private static readonly TimeSpan ReleaseTime = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LastWait = TimeSpan.FromMilliseconds(500);

    // Another host answers an older message of the session: it is looked again so often whether it has. Nothing else waits meanwhile.
    private static readonly TimeSpan HeldUpPause = TimeSpan.FromMilliseconds(500);

    private readonly ITurnRunner _runner;
    private readonly RunningTurns _runningTurns;
    private readonly StorePatience _patience;
    private readonly TimeProvider _time;
    private readonly TurnOptions _options;
    private readonly Quarantine _quarantine;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);
    private readonly ReadyLanes _ready = new();
    private readonly Queue<Lane> _suspects = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;
    private int _waiting;
    private int _unanswered;
    private bool _closed;
    private Task? _drained;
    private volatile Task _takeover = Task.CompletedTask;

    public TurnQueue(ITurnRunner runner, RunningTurns running, StorePatience patience, Quarantine quarantine, IOptions<TurnOptions> options, TimeProvider time)
    {
        (_runner, _runningTurns, _patience, _quarantine, _time, _options) = (runner, running, patience, quarantine, time, options.Value);
        _quarantine.Changed += StartHeldBack;
    }

    /// <summary>Entries waiting for their turn.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>After the drain: entries left for the next start. A turn that could not be waited for is one of them.</summary>
    public int Unanswered
    {
        get
        {
            lock (_lock) return _waiting + _unanswered + _lanes.Values.Sum(static lane => lane.Turn?.Count ?? 0);
        }
    }

    /// <summary>True when new messages of a session are to be told that the bot is too busy.</summary>
    public bool IsFullFor(string sessionKey)
    {
        lock (_lock) return _waiting >= _options.MaxWaiting || (_lanes.TryGetValue(sessionKey, out var lane) && lane.Count >= _options.MaxBacklogPerSession);
    }

    /// <summary>Sessions with work.</summary>
    public int Lanes
    {
        get
        {
            lock (_lock) return _lanes.Count;
        }
    }

    /// <summary>How long the oldest message has waited that this host has accepted and not answered; zero when there is none.</summary>
    public TimeSpan AgeOfOldest(TimeProvider time)
    {
        lock (_lock) return _lanes.Count == 0 ? TimeSpan.Zero : time.GetUtcNow().UtcDateTime - _lanes.Values.Min(static lane => lane.OldestAt);
    }

    /// <summary>Turns running now.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Puts an accepted entry into its lane. A stopping host takes none: the entry waits in the inbox for the next start.</summary>
    /// <param name="ticket">The entry.</param>
    /// <param name="alone">True when it is never answered together with others: a command, or a change of what was written.</param>
    /// <param name="user">Who wrote it; null when that is not known: its conversation takes its turn as a user would.</param>
    public void Enqueue(InboxTicket ticket, bool alone = true, string? user = null)
    {
        lock (_lock)
        {
            if (_closed) return;
            var lane = Add(ticket, new(ticket.Id, alone), user);
            var isAwaited = lane.IsAwaited;
            lane.SayArrived();
            // Nothing is cut for a message that could not join: it would begin anew without it, again and again.
            if (_options.WhileBusy == BusyMode.Interrupt && !isAwaited && lane.CanBeginAnew(_options.MaxWaitingPerSession)) lane.Handle!.Cut(TurnCut.Interrupted);
            MakeReady(lane);
            StartReady();
        }
    }

    /// <summary>Takes entries over from hosts that are gone; no turn that begins meanwhile overtakes one of them.</summary>
    public async Task<IReadOnlyList<InboxTicket>> TakeOverAsync(Func<ValueTask<IReadOnlyList<InboxTicket>>> claim)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock) _takeover = _takeover.IsCompleted ? over.Task : Task.WhenAll(_takeover, over.Task);
        try
        {
            var tickets = await claim();
            EnqueueAll(tickets);
            return tickets;
        }
        finally
        {
            over.SetResult();
        }
    }

    /// <summary>Puts entries from before the start, or from a host that is gone, into their lanes; all are known before the first one runs.</summary>
    public void EnqueueAll(IReadOnlyList<InboxTicket> tickets)
    {
        lock (_lock)
        {
            if (_closed) return;
            foreach (var lane in tickets.Select(ticket => Add(ticket, new(ticket.Id, Alone: true) { IsUnread = true })).ToHashSet()) MakeReady(lane);
            StartReady();
        }
    }

    /// <summary>Starts nothing more, waits for what runs, and after the drain time cuts it; returns when no turn is running, or none that
    /// could be cut.</summary>
    public Task DrainAsync()
    {
        lock (_lock)
        {
            _closed = true;
            // Nobody waits for those that will not begin any more.
            while (_suspects.TryDequeue(out var lane)) EndSuspicion(lane);
            if (_running == 0) _idle.TrySetResult();
        }

        return _drained ??= DrainRunningAsync();
    }

    /// <summary>Returns when no turn is running, and when the time is over in any case.</summary>
    public async Task WaitUntilIdleAsync(TimeSpan most) =>
        await _idle.Task.WaitAsync(most, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    public async ValueTask DisposeAsync()
    {
        await DrainAsync();
        _quarantine.Changed -= StartHeldBack;
    }

    private async Task DrainRunningAsync()
    {
        using var drain = new CancellationTokenSource(_options.DrainTimeout, _time);
        await _idle.Task.WaitAsync(drain.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _runningTurns.CutAll(TurnCut.ShuttingDown);
        // What is cut still releases its claim; a store that fails must not keep the host from ending.
        await WaitUntilIdleAsync(ReleaseTime);
        if (_idle.Task.IsCompleted) return;
        _patience.End();
        await WaitUntilIdleAsync(LastWait);
    }

    private Lane Add(InboxTicket ticket, WaitingEntry entry, string? user = null)
    {
        if (!_lanes.TryGetValue(ticket.SessionKey, out var lane)) _lanes[ticket.SessionKey] = lane = new(ticket.SessionKey, user ?? ticket.SessionKey);
        lane.Add(entry with { IsSuspect = ticket.Attempts >= _options.AttemptsOfSuspect, AcceptedAt = ticket.AcceptedAt.UtcDateTime });
        _waiting++;
        return lane;
    }

    private void MakeReady(Lane lane)
    {
        if (lane.IsRunning || lane.IsReady) return;
        lane.IsReady = true;
        if (lane.IsSuspect) Suspect(lane);
        else _ready.Enqueue(lane);
    }

    private void Suspect(Lane lane)
    {
        lane.Suspicion = _quarantine.Add();
        _suspects.Enqueue(lane);
    }

    private void EndSuspicion(Lane lane)
    {
        var suspect = lane.Suspicion!;
        lane.Suspicion = null;
        _quarantine.End(suspect);
    }

    private void StartHeldBack()
    {
        lock (_lock) StartReady();
    }

    private void StartReady()
    {
        while (!_closed && NextLane() is { } lane) Start(lane);
    }

    private Lane? NextLane()
    {
        while (true)
        {
            if (_suspects.TryPeek(out var suspect) && _quarantine.TryBegin(suspect.Suspicion!)) return _suspects.Dequeue();
            if (_running >= _options.MaxConcurrent || !_ready.TryPeek(out var lane)) return null;
            if (!lane.IsSuspect) return _quarantine.TryBegin() ? _ready.Dequeue() : null;
            Suspect(_ready.Dequeue());
        }
    }

    private void Start(Lane lane)
    {
        lane.IsReady = false;
        var ids = lane.Take(_options.WhileBusy, _options.MaxWaitingPerSession);
        var handle = new TurnHandle(_time, _options.Timeout) { Tail = new LaneTail(lane, ids, _lock, _time, count => _waiting += count, () => _takeover) };
        (lane.Turn, lane.Handle) = (ids, handle);
        _runningTurns.Add(lane.Key, handle);
        _waiting -= ids.Count;
        _running++;
        // Off the caller's thread: intake never waits for a turn.
        // Nor does a turn belong to the request that happened to start it.
        ThreadPool.UnsafeQueueUserWorkItem(static turn => _ = turn.Queue.RunAsync(turn.Lane, turn.Ids, turn.Handle), (Queue: this, Lane: lane, Ids: ids, Handle: handle), preferLocal: false);
    }

    private async Task RunAsync(Lane lane, List<long> ids, TurnHandle handle)
    {
        var done = true;
        try
        {
            done = await _runner.RunAsync(ids, handle);
        }
        finally
        {
            lock (_lock)
            {
                if (done && handle is { Reason: TurnCut.ShuttingDown, IsWritten: false }) _unanswered += ids.Count;
                End(lane, ids, done, handle);
            }

            handle.Dispose();
        }
    }

    private void End(Lane lane, List<long> ids, bool done, TurnHandle handle)
    {
        List<long> again = done ? [] : ids;
        var suspicion = lane.Suspicion;
        lane.Suspicion = null;
        (lane.Turn, lane.Handle) = (null, null);
        _runningTurns.Remove(lane.Key);
        _running--;
        // Several were taken together because none of them is to be answered alone.
        lane.PutBack(again, alone: handle.StandsAlone || (handle.Reason is not TurnCut.Interrupted && (!handle.IsHeldUp || again.Count == 1)));
        _waiting += again.Count;
        if (lane.IsEmpty) _lanes.Remove(lane.Key);
        else if (handle.IsHeldUp && lane.NextId >= ids[0]) Pause(lane);
        else MakeReady(lane);
        if (suspicion is null) _quarantine.End();
        else _quarantine.End(suspicion);
        StartReady();
        if (_closed && _running == 0) _idle.TrySetResult();
    }

    private void Pause(Lane lane)
    {
        // It counts as one that stands in line already.
        lane.IsReady = true;
        lane.Pause = _time.CreateTimer(_ => GoOn(lane), null, HeldUpPause, Timeout.InfiniteTimeSpan);
    }

    private void GoOn(Lane lane)
    {
        lock (_lock)
        {
            lane.Pause?.Dispose();
            lane.Pause = null;
            lane.IsReady = false;
            if (_closed) return;
            MakeReady(lane);
            StartReady();
        }
    }
}
