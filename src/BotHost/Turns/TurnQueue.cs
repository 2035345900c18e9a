using Bots.Sessions.Delivery;
using Microsoft.Extensions.Options;

namespace Bots.BotHost.Turns;

/// <summary>Runs one turn at a time per session key, in inbox order, and many sessions side by side.</summary>
/// <remarks>A lane exists only while its session has work; an idle session costs nothing. Waiting entries are ids: their text stays in the
/// inbox. Lanes with more to do go to the end of the line, so a busy user never holds up another.</remarks>
internal sealed class TurnQueue(ITurnRunner runner, RunningTurns running, StorePatience patience, IOptions<TurnOptions> options, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan ReleaseTime = TimeSpan.FromSeconds(5);

    private readonly TurnOptions _options = options.Value;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);
    private readonly Queue<Lane> _ready = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;
    private int _waiting;
    private int _unanswered;
    private bool _closed;

    /// <summary>Entries waiting for their turn.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>After the drain: entries left for the next start.</summary>
    public int Unanswered => Waiting + Volatile.Read(ref _unanswered);

    /// <summary>True when new messages are to be told that the bot is too busy.</summary>
    public bool IsFull => Waiting >= _options.MaxWaiting;

    /// <summary>Sessions with work.</summary>
    public int Lanes
    {
        get
        {
            lock (_lock) return _lanes.Count;
        }
    }

    /// <summary>Turns running now.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Puts an accepted entry into its lane. A stopping host takes none: the entry waits in the inbox for the next start.</summary>
    /// <param name="ticket">The entry.</param>
    /// <param name="alone">True when it is never answered together with others: a command, or an entry whose text is not known yet.</param>
    public void Enqueue(InboxTicket ticket, bool alone = true)
    {
        lock (_lock)
        {
            if (_closed) return;
            if (!_lanes.TryGetValue(ticket.SessionKey, out var lane)) _lanes[ticket.SessionKey] = lane = new(ticket.SessionKey);
            lane.Add(ticket.Id, alone);
            _waiting++;
            if (lane.IsRunning && !alone && _options.WhileBusy == BusyMode.Interrupt) running.Cut(lane.Key, TurnCut.Interrupted);
            if (lane is { IsRunning: false, IsReady: false }) MakeReady(lane);
            StartReady();
        }
    }

    /// <summary>Starts nothing more, waits for what runs, and after the drain time cuts it; returns when no turn is running.</summary>
    public async Task DrainAsync()
    {
        lock (_lock)
        {
            _closed = true;
            if (_running == 0) _idle.TrySetResult();
        }

        using var drain = new CancellationTokenSource(_options.DrainTimeout, time);
        await _idle.Task.WaitAsync(drain.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        running.CutAll(TurnCut.ShuttingDown);
        // What is cut still releases its claim; a store that fails must not keep the host from ending.
        using var grace = new CancellationTokenSource(ReleaseTime, time);
        await _idle.Task.WaitAsync(grace.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        patience.End();
        await _idle.Task;
    }

    public async ValueTask DisposeAsync() => await DrainAsync();

    private void MakeReady(Lane lane)
    {
        lane.IsReady = true;
        _ready.Enqueue(lane);
    }

    private void StartReady()
    {
        while (!_closed && _running < _options.MaxConcurrent && _ready.TryDequeue(out var lane))
        {
            lane.IsReady = false;
            var ids = lane.Take(_options.WhileBusy, _options.MaxWaitingPerSession);
            var handle = new TurnHandle(time, _options.Timeout);
            lane.IsRunning = true;
            running.Add(lane.Key, handle);
            _waiting -= ids.Count;
            _running++;
            // Off the caller's thread: intake never waits for a turn.
            _ = Task.Run(() => RunAsync(lane, ids, handle));
        }
    }

    private async Task RunAsync(Lane lane, List<long> ids, TurnHandle handle)
    {
        var done = true;
        try
        {
            done = await runner.RunAsync(ids, handle);
        }
        finally
        {
            if (handle.Reason is TurnCut.ShuttingDown) Interlocked.Add(ref _unanswered, ids.Count);
            lock (_lock) End(lane, done ? [] : ids, alone: handle.Reason is not TurnCut.Interrupted);
            handle.Dispose();
        }
    }

    private void End(Lane lane, List<long> again, bool alone)
    {
        lane.IsRunning = false;
        running.Remove(lane.Key);
        _running--;
        foreach (var id in again) lane.Add(id, alone);
        _waiting += again.Count;
        if (lane.IsEmpty) _lanes.Remove(lane.Key);
        else MakeReady(lane);
        StartReady();
        if (_closed && _running == 0) _idle.TrySetResult();
    }
}
