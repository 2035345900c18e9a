using Bots.Adapters.Telegram.Api;
using Microsoft.Extensions.Logging;

namespace Bots.Adapters.Telegram.Intake;

/// <summary>Fetches files that users sent.</summary>
internal sealed partial class TelegramMedia(string bot, ITelegramClient client, ILogger logger)
{
    /// <summary>See <see cref="IMediaSource.FetchAsync"/>.</summary>
    public async Task<byte[]?> FetchAsync(Attachment attachment, int maxBytes, CancellationToken cancellationToken)
    {
        if (attachment.Size > maxBytes) return null;
        try
        {
            var file = await client.CallAsync(new GetFile(attachment.FileId), cancellationToken);
            if (file.FileSize > maxBytes || !IsSafe(file.FilePath)) return null;
            return await client.DownloadAsync(file.FilePath!, maxBytes, cancellationToken);
        }
        catch (TelegramApiException exception)
        {
            LogLost(bot, exception.Message);
            return null;
        }
    }

    // A path below the file address and nowhere else; a local server's own disk (an absolute path) is none of ours.
    private static bool IsSafe(string? path) =>
        path is { Length: > 0 and < 500 } && path.All(static c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '_' or '-') && path[0] != '/'
        && !path.Contains("//", StringComparison.Ordinal) && !path.Contains("..", StringComparison.Ordinal);

    [LoggerMessage(LogLevel.Warning, "{Bot}: a file that a user sent cannot be fetched: {Reason}")]
    private partial void LogLost(string bot, string reason);
}
