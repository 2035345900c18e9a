namespace Bots.HostUnderTest.Leaks;

/// <summary>Where the operations of one host wait until chance lets them go on, one at a time. Of a host that died none ever does.</summary>
internal sealed class Gates(Dice dice)
{
    private readonly Lock _lock = new();
    private readonly List<TaskCompletionSource> _waiting = [];
    private bool _dead;

    /// <summary>Completes when it is this operation's turn.</summary>
    public Task PassAsync(CancellationToken cancellationToken = default)
    {
        // Continuations run right where the gate is opened: that makes a step small, and its order the chosen one.
        var gate = new TaskCompletionSource();
        lock (_lock)
        {
            if (!_dead) _waiting.Add(gate);
        }

        return cancellationToken.CanBeCanceled ? gate.Task.WaitAsync(cancellationToken) : gate.Task;
    }

    /// <summary>Lets one go on; false when none waits.</summary>
    public bool OpenOne()
    {
        TaskCompletionSource chosen;
        lock (_lock)
        {
            if (_waiting.Count == 0) return false;
            var place = dice.Next(_waiting.Count);
            chosen = _waiting[place];
            _waiting[place] = _waiting[^1];
            _waiting.RemoveAt(_waiting.Count - 1);
        }

        chosen.TrySetResult();
        return true;
    }

    /// <summary>The host dies: whatever was under way stays where it is.</summary>
    public void Kill()
    {
        lock (_lock)
        {
            _dead = true;
            _waiting.Clear();
        }
    }
}
