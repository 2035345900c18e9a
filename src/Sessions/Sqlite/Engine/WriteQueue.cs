using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Bots.Sessions.Sqlite.Engine;

/// <summary>The writes that wait for their turn, in order of arrival. When it is full, callers wait to get in.</summary>
internal sealed class WriteQueue
{
    private const int Capacity = 1024;

    private readonly Channel<WriteRequest> _requests = Channel.CreateBounded<WriteRequest>(Capacity);

    /// <summary>Adds a write; completes when it is durable. Cancelled before its turn, it never runs.</summary>
    public ValueTask<TResult> AddAsync<TState, TResult>(WriteRequest<TState, TResult> request, CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled) request.WithdrawOn(cancellationToken);
        return _requests.Writer.TryWrite(request) ? new(request.Task) : AddWhenFreeAsync(request, cancellationToken);
    }

    /// <summary>Blocks until a write waits; false when there will be none any more.</summary>
    public bool Wait()
    {
        var work = _requests.Reader.WaitToReadAsync();
        return work.IsCompleted ? work.Result : work.AsTask().GetAwaiter().GetResult();
    }

    /// <summary>Blocks until a write waits or the time is over; true when one does.</summary>
    public bool Wait(TimeSpan time)
    {
        using var over = new CancellationTokenSource(time);
        try
        {
            return _requests.Reader.WaitToReadAsync(over.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>The next write that nobody has withdrawn.</summary>
    public bool TryTake([NotNullWhen(true)] out WriteRequest? request)
    {
        while (_requests.Reader.TryRead(out request))
        {
            if (request.TryTake()) return true;
        }

        return false;
    }

    /// <summary>Tells everyone who waits that it cannot be done.</summary>
    public void FailAll(Exception failure)
    {
        // Whoever is told may write again at once: that one does not wait yet.
        var waiting = new List<WriteRequest>();
        while (TryTake(out var request)) waiting.Add(request);
        foreach (var request in waiting) request.Fail(failure);
    }

    /// <summary>True when no more writes are taken.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Takes no more writes; those that wait are still served.</summary>
    public void Close()
    {
        IsClosed = true;
        _requests.Writer.TryComplete();
    }

    private async ValueTask<TResult> AddWhenFreeAsync<TState, TResult>(WriteRequest<TState, TResult> request, CancellationToken cancellationToken)
    {
        try
        {
            await _requests.Writer.WriteAsync(request, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(SqliteSessionStore));
        }

        return await request.Task;
    }
}
