using Bots.Adapters.Telegram.Api;

namespace Bots.Adapters.Telegram.Sending;

/// <summary>Keeps every request of one token within the server's limits. Answers wait their turn; previews and typing are refused instead,
/// since by then there is newer text to show.</summary>
internal sealed class ThrottledTelegramClient(ITelegramClient inner, TelegramOptions options, TimeProvider time) : ITelegramClient
{
    // What has to wait longer goes back to the outbox, where it waits without holding anything up.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly SendScheduler _scheduler = new(options, time);

    public async Task<TResult> CallAsync<TResult>(TelegramRequest<TResult> request, CancellationToken cancellationToken)
    {
        if (request.Lane is not { } lane) return await inner.CallAsync(request, cancellationToken);
        await TakeAsync(lane, cancellationToken);
        if (!SendPermit.IsGiven) throw new TelegramApiException(429, SendPermit.Refusal) { RetryAfter = SendPermit.Pause, IsOurs = true };
        try
        {
            return await inner.CallAsync(request, cancellationToken);
        }
        catch (TelegramApiException exception) when (exception.RetryAfter is { } wait)
        {
            _scheduler.Refused(lane.ChatId, wait);
            throw;
        }
    }

    public Task<byte[]?> DownloadAsync(string path, int maxBytes, CancellationToken cancellationToken) => inner.DownloadAsync(path, maxBytes, cancellationToken);

    public void Dispose()
    {
        _scheduler.Dispose();
        inner.Dispose();
    }

    private async Task TakeAsync(SendLane lane, CancellationToken cancellationToken)
    {
        if (lane.Priority >= SendPriority.Preview)
        {
            if (_scheduler.TryTake(lane) is var wait && wait > TimeSpan.Zero) throw Later(wait);
            return;
        }

        if (_scheduler.ChatWait(lane) is var chat && chat > LongestWait) throw Later(chat);
        var start = time.GetTimestamp();
        await _scheduler.TakeAsync(lane, cancellationToken);
        AdapterMetrics.Waited("telegram", time.GetElapsedTime(start));
    }

    private static TelegramApiException Later(TimeSpan wait) =>
        new(429, $"Held back for {wait.TotalSeconds:0.0} s to stay within Telegram's limits.") { RetryAfter = wait, IsOurs = true };
}
