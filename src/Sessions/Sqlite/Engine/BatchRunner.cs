namespace Bots.Sessions.Sqlite.Engine;

/// <summary>Writes what waits in one transaction, and tells each caller once it is durable.</summary>
internal sealed class BatchRunner(WriteQueue queue, WriterConnection connection, Action<WriteTransaction> housekeeping)
{
    private const int MaxBatch = 256;

    private readonly List<WriteRequest> _batch = new(MaxBatch);

    /// <summary>True when the last batch held one request: writes come one at a time.</summary>
    public bool LastWasAlone => _batch.Count == 1;

    /// <summary>Runs the requests that wait, behind <paramref name="first"/> if there is one. Every request is told its outcome.</summary>
    public void Run(WriteRequest? first = null)
    {
        _batch.Clear();
        try
        {
            if (!RunWaiting(connection.Transaction, first)) return;
        }
        catch (Exception failure)
        {
            connection.Transaction.Rollback();
            RunEachAlone(failure);
            return;
        }

        connection.AfterCommit();
        foreach (var request in _batch) request.Complete();
    }

    private bool RunWaiting(WriteTransaction transaction, WriteRequest? first)
    {
        for (var next = first ?? Take(); next is not null; next = Take())
        {
            _batch.Add(next);
            if (_batch.Count == 1) transaction.Begin();
            next.Run(transaction);
        }

        if (_batch.Count == 0) return false;
        housekeeping(transaction);
        connection.TakeOverErasure();
        transaction.Commit();
        return true;
    }

    private WriteRequest? Take() => _batch.Count < MaxBatch && queue.TryTake(out var next) ? next : null;

    /// <summary>One request that fails must not fail the others of its batch; a savepoint for each would cost all of them.</summary>
    private void RunEachAlone(Exception failure)
    {
        var isOnlyOne = _batch.Count == 1;
        foreach (var request in _batch)
        {
            if (isOnlyOne || WriterConnection.IsUnusableAfter(failure)) request.Fail(connection.Explain(failure));
            else if (RunAlone(request) is { } own) failure = own;
        }

        // Whoever waits as well would only wait as long again.
        if (WriterConnection.IsBusy(failure)) queue.FailAll(connection.Explain(failure));
        connection.AfterFailure(failure);
    }

    private Exception? RunAlone(WriteRequest request)
    {
        try
        {
            connection.Transaction.Begin();
            request.Run(connection.Transaction);
            connection.Transaction.Commit();
        }
        catch (Exception failure)
        {
            connection.Transaction.Rollback();
            request.Fail(connection.Explain(failure));
            return failure;
        }

        connection.AfterCommit();
        request.Complete();
        return null;
    }
}
