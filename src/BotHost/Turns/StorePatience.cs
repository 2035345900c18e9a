using Bots.BotHost.Stores;
using Bots.Sessions;

namespace Bots.BotHost.Turns;

/// <summary>Keeps trying while the store is away, so that an answer once computed is neither lost nor computed again.</summary>
/// <remarks>The repeated calls are idempotent by their claims. Only the end of the host stops the trying.</remarks>
internal sealed class StorePatience(StoreHealth health) : IDisposable
{
    private static readonly TimeSpan[] Delays = [.. new[] { 0.1, 0.5, 1, 2, 5, 10 }.Select(TimeSpan.FromSeconds)];

    private readonly CancellationTokenSource _over = new();

    /// <summary>True when the host ends and nothing is tried again.</summary>
    public bool IsOver => _over.IsCancellationRequested;

    public async Task<T> RunAsync<T>(Func<CancellationToken, ValueTask<T>> operation)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await operation(CancellationToken.None);
            }
            catch (SessionStoreException exception)
            {
                health.Failed(exception, attempt);
                await health.WaitForRecoveryAsync(Delays[Math.Min(attempt, Delays.Length - 1)], _over.Token);
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

    public void Dispose() => _over.Dispose();
}
