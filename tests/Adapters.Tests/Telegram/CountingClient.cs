using Bots.Adapters.Telegram.Api;

namespace Bots.Adapters.Tests.Telegram;

/// <summary>Knows how many requests are under way, so that a test does not move the clock meanwhile.</summary>
internal sealed class CountingClient(ITelegramClient inner) : ITelegramClient
{
    private int _underWay;

    public bool IsBusy => Volatile.Read(ref _underWay) > 0;

    public async Task<TResult> CallAsync<TResult>(TelegramRequest<TResult> request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _underWay);
        try
        {
            return await inner.CallAsync(request, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    public Task<byte[]?> DownloadAsync(string path, int maxBytes, CancellationToken cancellationToken) => inner.DownloadAsync(path, maxBytes, cancellationToken);

    public void Dispose() => inner.Dispose();
}
