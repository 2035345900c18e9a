namespace Bots.Sessions.Sqlite.Engine;

/// <summary>The one writer of a store: a thread that takes what waits into one transaction, so that many callers share one wait for the disk.</summary>
internal sealed class Writer : IAsyncDisposable
{
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(100);

    private readonly WriteQueue _queue = new();
    private readonly WriterConnection _connection;
    private readonly BatchRunner _batches;
    private readonly Lazy<Task> _thread;

    /// <param name="connection">Owned from now on.</param>
    /// <param name="housekeeping">Runs at the end of every batch, in its transaction.</param>
    public Writer(WriterConnection connection, Action<WriteTransaction> housekeeping)
    {
        _connection = connection;
        _connection.WaitedTooLong = _queue.FailAll;
        _batches = new(_queue, connection, housekeeping);
        _thread = new(StartThread);
    }

    /// <summary>Runs the work in a transaction; completes when it is durable. Cancelled before its turn, it never runs.</summary>
    /// <remarks>When other work of the same batch fails, the work may run again in another transaction: it must not change what it was given.</remarks>
    /// <exception cref="SessionStoreException">Nothing was written.</exception>
    public ValueTask<TResult> WriteAsync<TState, TResult>(
        TState state, Func<WriteTransaction, TState, TResult> work, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<TResult>(cancellationToken);
        _ = _thread.Value;
        return _queue.AddAsync(new WriteRequest<TState, TResult>(work, state), cancellationToken);
    }

    /// <summary>Finishes what waits, then closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        if (_thread.IsValueCreated) await _thread.Value;
    }

    private Task StartThread()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => Run(ended)) { IsBackground = true, Name = "sqlite sessions writer" }.Start();
        return ended.Task;
    }

    private void Run(TaskCompletionSource ended)
    {
        while (WaitForWork()) Serve();
        _connection.Dispose();
        ended.SetResult();
    }

    private bool WaitForWork()
    {
        while (_connection.LogHoldsErased && !_queue.IsClosed)
        {
            if (_queue.Wait(BetweenAttempts)) return true;
            InTurn(_connection.EmptyLog);
        }

        return _queue.Wait();
    }

    private void Serve() => InTurn(_batches.RunNext);

    private void InTurn(Action action)
    {
        try
        {
            using (_connection.TakeTurn()) action();
        }
        catch (Exception failure)
        {
            // The file cannot be opened: everyone is told, and the next write tries again.
            _queue.FailAll(_connection.Explain(failure));
        }
    }
}
