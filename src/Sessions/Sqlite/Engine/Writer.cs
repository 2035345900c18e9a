using System.Diagnostics;

namespace Bots.Sessions.Sqlite.Engine;

/// <summary>The one writer of a store: a thread that takes what waits into one transaction, so that many callers share one wait for the disk.</summary>
/// <remarks>While writes come one right after another, the caller's own thread does the work: waking two threads can take as long as the
/// disk. Never many in a row, because a caller may be about to start more writes, which should share a commit.</remarks>
internal sealed class Writer : IAsyncDisposable
{
    private const int MaxInARow = 16;

    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RightAfter = TimeSpan.FromMilliseconds(1);

    private readonly Lock _serving = new();
    private readonly WriteQueue _queue = new();
    private readonly WriterConnection _connection;
    private readonly BatchRunner _batches;
    private readonly Lazy<Task> _thread;
    private int _inARow;
    private long _ended;

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
        var request = new WriteRequest<TState, TResult>(work, state);
        return TryServeHere(request) ? new(request.Task) : ServeLaterAsync(request, cancellationToken);
    }

    /// <summary>Waits until what was erased is in no file any more; false when readers needed the write-ahead log for all the time.</summary>
    public async ValueTask<bool> IsErasedAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (_connection.LogHoldsErased)
        {
            if (Stopwatch.GetElapsedTime(started) > time || cancellationToken.IsCancellationRequested) return false;
            await Task.Delay(RightAfter * 10, CancellationToken.None);
        }

        return true;
    }

    /// <summary>Finishes what waits, then closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        if (_thread.IsValueCreated) await _thread.Value;
        if (_connection.LogHoldsErased) InTurn(_connection.HandOverErasure);
        lock (_serving) _connection.Dispose();
    }

    private ValueTask<TResult> ServeLaterAsync<TState, TResult>(WriteRequest<TState, TResult> request, CancellationToken cancellationToken)
    {
        _ = _thread.Value;
        return _queue.AddAsync(request, cancellationToken);
    }

    private bool TryServeHere(WriteRequest request)
    {
        if (!_batches.LastWasAlone || !_serving.TryEnter()) return false;
        try
        {
            // What may take long is left to the writer's thread: opening, waiting for another process, trying again.
            if (_queue.IsClosed || !ComesRightAfter() || !_connection.TryTakeTurn()) return false;
            using (_connection.Turn) _batches.Run(request);
            if (_connection.LogHoldsErased) WakeThread();
            _ended = Stopwatch.GetTimestamp();
            return true;
        }
        finally
        {
            _serving.Exit();
        }
    }

    private bool ComesRightAfter()
    {
        _inARow = _inARow < MaxInARow && Stopwatch.GetElapsedTime(_ended) < RightAfter ? _inARow + 1 : 0;
        return _inARow > 0;
    }

    private void WakeThread() => _ = ServeLaterAsync(new WriteRequest<bool, bool>(static (_, nothing) => nothing, false), CancellationToken.None).AsTask();

    private Task StartThread()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => Run(ended)) { IsBackground = true, Name = "sqlite sessions writer" }.Start();
        return ended.Task;
    }

    private void Run(TaskCompletionSource ended)
    {
        while (WaitForWork()) InTurn(() => _batches.Run());
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

    private void InTurn(Action action)
    {
        lock (_serving)
        {
            try
            {
                _connection.TakeTurn();
                using (_connection.Turn) action();
            }
            catch (Exception failure)
            {
                // The file cannot be opened: everyone is told, and the next write tries again.
                _queue.FailAll(_connection.Explain(failure));
            }

            _ended = Stopwatch.GetTimestamp();
        }
    }
}
