using Bots.BotHost.Stores;
using Bots.Sessions;

namespace Bots.BotHost.Turns;

/// <summary>Keeps trying while the store is away, so that an answer once computed is neither lost nor computed again.</summary>
/// <remarks>The repeated calls are idempotent by their claims. Only the end of the host stops the trying.</remarks>
internal sealed class StorePatience : IDisposable
{
    private static readonly TimeSpan[] Delays = [.. new[] { 0.1, 0.5, 1, 2, 5, 10 }.Select(TimeSpan.FromSeconds)];

    private readonly CancellationTokenSource _over = new();
    private readonly CancellationTokenSource _left = new();
    private readonly CancellationToken _leaving;
    private readonly StoreHealth _health;

    public StorePatience(StoreHealth health)
    {
        _health = health;
        // Whoever was left may still look at it when everything is disposed.
        _leaving = _left.Token;
    }

    /// <summary>True when the host ends and nothing is tried again.</summary>
    public bool IsOver => _over.IsCancellationRequested;

    public async Task<T> RunAsync<T>(Func<CancellationToken, ValueTask<T>> operation)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                var call = operation(_leaving);
                return call.IsCompleted ? await call : await call.AsTask().WaitAsync(_leaving);
            }
            catch (SessionStoreException exception)
            {
                _health.Failed(exception, attempt);
                await _health.WaitForRecoveryAsync(Delays[Math.Min(attempt, Delays.Length - 1)], _over.Token);
            }
        }
    }

    public async Task RunAsync(Func<CancellationToken, ValueTask> operation) => await RunAsync(async token =>
    {
        await operation(token);
        return true;
    });

    /// <summary>Lets whoever still waits for the store give up.</summary>
    public void End() => _over.Cancel();

    /// <summary>Leaves even a call that is under way: a store that never answers must not keep the host alive. What it had not written is
    /// answered by the next start.</summary>
    public void Leave()
    {
        End();
        _left.Cancel();
    }

    public void Dispose()
    {
        _over.Dispose();
        _left.Dispose();
    }
}
