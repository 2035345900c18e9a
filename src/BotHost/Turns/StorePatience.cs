using Bots.Sessions;

namespace Bots.BotHost.Turns;

/// <summary>Keeps trying while the store is away, so that an answer once computed is neither lost nor computed again.</summary>
/// <remarks>The repeated calls are idempotent by their claims. Only the end of the host stops the trying.</remarks>
internal sealed partial class StorePatience(TimeProvider time, ILogger<StorePatience> logger) : IDisposable
{
    private static readonly TimeSpan[] Delays = [.. new[] { 0.1, 0.5, 1, 2, 5, 10 }.Select(TimeSpan.FromSeconds)];

    private readonly CancellationTokenSource _over = new();
    private int _down;

    /// <summary>True when the host ends and nothing is tried again.</summary>
    public bool IsOver => _over.IsCancellationRequested;

    /// <summary>True while the store fails.</summary>
    public bool IsStoreDown => Volatile.Read(ref _down) != 0;

    public async Task<T> RunAsync<T>(Func<CancellationToken, ValueTask<T>> operation)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                var result = await operation(CancellationToken.None);
                Recovered();
                return result;
            }
            catch (SessionStoreException exception)
            {
                Failed(exception);
                await Task.Delay(Delays[Math.Min(attempt, Delays.Length - 1)], time, _over.Token);
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

    private void Failed(SessionStoreException exception)
    {
        if (Interlocked.Exchange(ref _down, 1) == 0) LogDown(exception, exception.Message);
    }

    private void Recovered()
    {
        if (Interlocked.Exchange(ref _down, 0) == 1) LogUp();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The store is failing: {Problem} Nothing is lost: messages wait, and work resumes by itself")]
    private partial void LogDown(Exception exception, string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "The store works again")]
    private partial void LogUp();
}
