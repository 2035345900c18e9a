using Bots.Adapters.Telegram.Api;

namespace Bots.Adapters.Telegram.Replies;

/// <summary>Shows "typing" while there are signs of life. Ends quietly when the platform does not want it.</summary>
internal sealed class TypingIndicator(ITelegramClient client, TelegramPayload place, TimeProvider time)
{
    private const int MostFailures = 2;

    // Telegram shows it for five seconds.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private long _lastLife = time.GetTimestamp();

    /// <summary>The answer is still being worked on.</summary>
    public void SignOfLife() => Interlocked.Exchange(ref _lastLife, time.GetTimestamp());

    /// <summary>Shows it until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var failures = 0; failures < MostFailures && !cancellationToken.IsCancellationRequested;)
        {
            if (time.GetElapsedTime(Interlocked.Read(ref _lastLife)) <= Patience && !await ShowAsync(cancellationToken)) failures++;
            await Task.Delay(Interval, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> ShowAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await client.CallAsync(new SendChatAction(place.ChatId, "typing") { MessageThreadId = place.ThreadId }, cancellationToken);
        }
        catch (TelegramApiException exception)
        {
            return exception.IsOurs;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }
}
