using System.Diagnostics.CodeAnalysis;

namespace Bots.BotHost.Turns;

/// <summary>Lanes that are ready for a turn. Their users take turns, so that one who writes in many conversations at once takes no more places than others.
/// Guarded by the queue's lock.</summary>
internal sealed class ReadyLanes
{
    private readonly Queue<string> _users = new();
    private readonly Dictionary<string, Queue<Lane>> _byUser = new(StringComparer.Ordinal);

    public void Enqueue(Lane lane)
    {
        if (!_byUser.TryGetValue(lane.User, out var lanes))
        {
            _byUser[lane.User] = lanes = new(1);
            _users.Enqueue(lane.User);
        }

        lanes.Enqueue(lane);
    }

    public bool TryPeek([NotNullWhen(true)] out Lane? lane)
    {
        lane = _users.TryPeek(out var user) ? _byUser[user].Peek() : null;
        return lane is not null;
    }

    /// <summary>Takes the one that <see cref="TryPeek"/> shows.</summary>
    public Lane Dequeue()
    {
        var user = _users.Dequeue();
        var lanes = _byUser[user];
        var lane = lanes.Dequeue();
        if (lanes.Count == 0) _byUser.Remove(user);
        else _users.Enqueue(user);
        return lane;
    }
}
