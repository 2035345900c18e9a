namespace Bots.BotHost.Outbox;

/// <summary>The crash-loop breaker of deliveries: a reply over which hosts died is sent alone, so that the one that kills the host is charged
/// alone, and none of those that were merely sent beside it is ever given up.</summary>
/// <remarks>Holding the others back has an end: <see cref="LongestHold"/> while it waits for what runs, and as long while it runs. Thread-safe.</remarks>
internal sealed class SendGate(TimeProvider time) : IDisposable
{
    /// <summary>How long one reply may hold others back, twice.</summary>
    public static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _alone = new(1, 1);
    private TaskCompletionSource? _closed;
    private TaskCompletionSource? _idle;
    private int _running;

    /// <summary>Sends when it is this reply's time.</summary>
    public Task<T> RunAsync<T>(bool alone, Func<Task<T>> send, CancellationToken cancellationToken) =>
        alone ? RunAloneAsync(send, cancellationToken) : RunBesideAsync(send, cancellationToken);

    public void Dispose() => _alone.Dispose();

    private async Task<T> RunBesideAsync<T>(Func<Task<T>> send, CancellationToken cancellationToken)
    {
        Task? closed;
        lock (_lock)
        {
            closed = _closed?.Task;
            if (closed is null) _running++;
        }

        if (closed is not null)
        {
            await PatientlyAsync(closed, cancellationToken);
            lock (_lock) _running++;
        }

        return await SendAsync(send);
    }

    private async Task<T> RunAloneAsync<T>(Func<Task<T>> send, CancellationToken cancellationToken)
    {
        await _alone.WaitAsync(cancellationToken);
        try
        {
            await PatientlyAsync(CloseAsync(), cancellationToken);
            lock (_lock) _running++;
            return await SendAsync(send);
        }
        finally
        {
            Open();
            _alone.Release();
        }
    }

    private async Task<T> SendAsync<T>(Func<Task<T>> send)
    {
        try
        {
            return await send();
        }
        finally
        {
            lock (_lock)
            {
                if (--_running == 0) _idle?.TrySetResult();
            }
        }
    }

    /// <summary>From now on nobody else begins; completes when nothing runs.</summary>
    private Task CloseAsync()
    {
        lock (_lock)
        {
            _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_running == 0) _idle.SetResult();
            return _idle.Task;
        }
    }

    private void Open()
    {
        lock (_lock)
        {
            _closed?.SetResult();
            _closed = _idle = null;
        }
    }

    private async Task PatientlyAsync(Task awaited, CancellationToken cancellationToken)
    {
        await awaited.WaitAsync(LongestHold, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
