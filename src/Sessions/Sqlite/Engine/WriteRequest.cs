namespace Bots.Sessions.Sqlite.Engine;

/// <summary>Something to write that waits for its turn, and the caller who waits for it.</summary>
internal abstract class WriteRequest
{
    private int _taken;

    /// <summary>True for the one who may now run or cancel the request.</summary>
    public bool TryTake() => Interlocked.Exchange(ref _taken, 1) == 0;

    /// <summary>Does the work inside the transaction. May be called again in another transaction when the first is rolled back.</summary>
    public abstract void Run(WriteTransaction transaction);

    /// <summary>Tells the caller the result of the last run, which is durable now.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception failure);
}

/// <inheritdoc/>
internal sealed class WriteRequest<TState, TResult>(Func<WriteTransaction, TState, TResult> work, TState state) : WriteRequest
{
    // Continuations must not run on the writer's thread: the next batch would wait for them.
    private readonly TaskCompletionSource<TResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenRegistration _registration;
    private TResult _result = default!;

    public Task<TResult> Task => _completion.Task;

    /// <summary>From now on a cancellation withdraws the request, unless its turn has come.</summary>
    public void WithdrawOn(CancellationToken cancellationToken) =>
        _registration = cancellationToken.UnsafeRegister(static (self, token) => ((WriteRequest<TState, TResult>)self!).Withdraw(token), this);

    public override void Run(WriteTransaction transaction) => _result = work(transaction, state);

    public override void Complete()
    {
        _registration.Unregister();
        _completion.TrySetResult(_result);
    }

    public override void Fail(Exception failure)
    {
        _registration.Unregister();
        _completion.TrySetException(failure);
    }

    private void Withdraw(CancellationToken cancellationToken)
    {
        if (TryTake()) _completion.TrySetCanceled(cancellationToken);
    }
}
