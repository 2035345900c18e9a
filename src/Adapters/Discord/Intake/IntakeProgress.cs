namespace Bots.Adapters.Discord.Intake;

/// <summary>Counts what was queued and what is dealt with. Thread-safe.</summary>
internal sealed class IntakeProgress(TimeProvider time)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _moved = New();
    private long _added;
    private long _done;

    /// <summary>How much was queued so far.</summary>
    public long Added
    {
        get
        {
            lock (_lock) return _added;
        }
    }

    /// <summary>One more is about to be queued.</summary>
    public void Add()
    {
        lock (_lock) _added++;
    }

    /// <summary>It was not queued after all.</summary>
    public void TakeBack()
    {
        lock (_lock) _added--;
    }

    /// <summary>So many more are dealt with; true when all are.</summary>
    public bool Done(int count)
    {
        lock (_lock)
        {
            _done += count;
            _moved.SetResult();
            _moved = New();
            return _done == _added;
        }
    }

    /// <summary>Completes when so much is dealt with, or when the patience is over.</summary>
    public async Task ReachedAsync(long count, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (patience <= TimeSpan.Zero) return;
        using var over = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        while (Until(count) is { } moved && !either.IsCancellationRequested) await moved.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Task? Until(long count)
    {
        lock (_lock) return _done >= count ? null : _moved.Task;
    }
}
