using Bots.BotHost.Turns;

namespace Bots.BotHost.Outbox;

/// <summary>Lets deliveries through the crash-loop breaker: a reply over which hosts died is sent alone, the others while no suspect, message or
/// reply, holds them back. Thread-safe.</summary>
internal sealed class SendGate : IDisposable
{
    private readonly Quarantine _quarantine;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SendGate(Quarantine quarantine)
    {
        _quarantine = quarantine;
        _quarantine.Changed += LookAgain;
    }

    /// <summary>Sends when it is this reply's time.</summary>
    public Task<T> RunAsync<T>(bool alone, Func<Task<T>> send, CancellationToken cancellationToken) =>
        alone ? RunAloneAsync(send, cancellationToken) : RunBesideAsync(send, cancellationToken);

    public void Dispose() => _quarantine.Changed -= LookAgain;

    private async Task<T> RunBesideAsync<T>(Func<Task<T>> send, CancellationToken cancellationToken)
    {
        await WaitAsync(_quarantine.TryBegin, cancellationToken);
        try
        {
            return await send();
        }
        finally
        {
            _quarantine.End();
        }
    }

    private async Task<T> RunAloneAsync<T>(Func<Task<T>> send, CancellationToken cancellationToken)
    {
        var suspect = _quarantine.Add();
        try
        {
            await WaitAsync(() => _quarantine.TryBegin(suspect), cancellationToken);
            return await send();
        }
        finally
        {
            _quarantine.End(suspect);
        }
    }

    private async Task WaitAsync(Func<bool> tryBegin, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Before the look: what changes after it is not missed.
            var changed = Volatile.Read(ref _changed).Task;
            if (tryBegin()) return;
            await changed.WaitAsync(cancellationToken);
        }
    }

    private void LookAgain() =>
        Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
}
