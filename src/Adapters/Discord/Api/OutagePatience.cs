namespace Bots.Adapters.Discord.Api;

/// <summary>Asks again for as long as Discord cannot answer: leaving the question out would lose a message.</summary>
internal static class OutagePatience
{
    /// <summary>The longest time between two questions, unless Discord names another.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>The answer; default when Discord refuses for good.</summary>
    public static async Task<T?> AskAsync<T>(TimeProvider time, Func<CancellationToken, ValueTask<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await InsistAsync(time, ask, cancellationToken);
        }
        catch (DiscordApiException)
        {
            return default; // the bot may not read there (any more)
        }
    }

    /// <summary>The answer.</summary>
    /// <exception cref="DiscordApiException">Discord refuses for good.</exception>
    public static async Task<T> InsistAsync<T>(TimeProvider time, Func<CancellationToken, ValueTask<T>> ask, CancellationToken cancellationToken)
    {
        for (var wait = TimeSpan.FromSeconds(1); ; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
        {
            try
            {
                return await ask(cancellationToken);
            }
            catch (DiscordApiException exception) when (exception.IsOutage || exception.Status is 429 or 401)
            {
                await Task.Delay(exception.RetryAfter ?? wait, time, cancellationToken);
            }
        }
    }
}
