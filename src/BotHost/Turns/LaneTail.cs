namespace Bots.BotHost.Turns;

/// <summary>What waits behind a running turn in its session, for a turn that may need more of it.</summary>
internal sealed class LaneTail(Lane lane, List<long> running, Lock gate, TimeProvider time, Action<int> waiting, Func<Task> takeover)
{
    /// <summary>The entry that comes next, waiting for one as long as said; null when none came.</summary>
    public async ValueTask<long?> NextAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        TaskCompletionSource arrival;
        lock (gate)
        {
            if (lane.NextId is { } waiting || wait <= TimeSpan.Zero) return lane.NextId;
            lane.Arrival = arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        using var over = new CancellationTokenSource(wait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        await arrival.Task.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (gate)
        {
            lane.Arrival = null;
            return lane.NextId;
        }
    }

    /// <summary>Makes a waiting entry part of the running turn.</summary>
    public void Take(long id)
    {
        lock (gate)
        {
            if (!lane.Remove(id)) return;
            running.Add(id);
            waiting(-1);
        }
    }

    /// <summary>True when an older entry has come into the lane: one that was taken over from another host just now.</summary>
    public async ValueTask<bool> HasOlderAsync(long id)
    {
        // What a takeover has brought may be ours in the store and not in the lane yet.
        if (takeover() is { IsCompleted: false } running) await running;
        lock (gate) return lane.NextId < id;
    }

    /// <summary>Puts entries of the running turn back in line: they cannot be begun yet.</summary>
    public void GiveBack(IReadOnlyCollection<long> ids)
    {
        lock (gate)
        {
            running.RemoveAll(ids.Contains);
            lane.PutBack(ids, alone: false);
            waiting(ids.Count);
        }
    }
}
