using Bots.Adapters.Telegram.Api;
using Microsoft.Extensions.Logging;

namespace Bots.Adapters.Telegram.Intake;

/// <summary>Fetches files that users sent.</summary>
internal sealed partial class TelegramMedia(string bot, ITelegramClient client, string localFiles, ILogger logger)
{
    private int _told;

    /// <summary>See <see cref="IMediaSource.FetchAsync"/>.</summary>
    public async Task<byte[]?> FetchAsync(Attachment attachment, int maxBytes, CancellationToken cancellationToken)
    {
        if (attachment.Size > maxBytes) return null;
        try
        {
            var file = await client.CallAsync(new GetFile(attachment.FileId), cancellationToken);
            if (file.FileSize > maxBytes) return null;
            if (IsLocal(file.FilePath)) return await ReadLocalAsync(file.FilePath!, maxBytes, cancellationToken);
            if (!IsSafe(file.FilePath)) return null;
            return await client.DownloadAsync(file.FilePath!, maxBytes, cancellationToken);
        }
        catch (TelegramApiException exception)
        {
            LogLost(bot, exception.Message);
            return null;
        }
    }

    private static bool IsLocal(string? path) => path is ['/', ..] || (path is [_, ':', '\\' or '/', ..] && char.IsAsciiLetter(path[0]));

    // A server that runs with --local tells where on its disk the file lies.
    private async Task<byte[]?> ReadLocalAsync(string path, int maxBytes, CancellationToken cancellationToken)
    {
        if (localFiles.Length == 0)
        {
            if (Interlocked.Exchange(ref _told, 1) == 0) LogLocal(bot);
            throw new NotSupportedException("The Bot API server keeps files on its own disk.");
        }

        try
        {
            if (await LocalFile.ReadAsync(localFiles, path, maxBytes, cancellationToken) is { } content) return content;
            LogLost(bot, $"it is larger than {maxBytes} bytes, or does not lie as a file of its own below Bots:{bot}:LocalFiles");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogLost(bot, $"it lies below Bots:{bot}:LocalFiles and cannot be read there ({exception.GetType().Name}); let this host read that folder");
        }

        return null;
    }

    // A path below the file address and nowhere else; a file may be called anything that changes no address.
    private static bool IsSafe(string? path) =>
        path is { Length: > 0 and < 500 } && !path.Any(static c => char.IsControl(c) || c is '?' or '#' or '%' or '\\' or ':') && path[0] != '/'
        && !path.Contains("//", StringComparison.Ordinal) && !path.Contains("..", StringComparison.Ordinal);

    [LoggerMessage(LogLevel.Warning, "{Bot}: the Bot API server runs with --local and keeps files on its own disk; set Bots:{Bot}:LocalFiles to the folder it keeps them in, as this host sees it, or run the server without --local.")]
    private partial void LogLocal(string bot);

    [LoggerMessage(LogLevel.Warning, "{Bot}: a file that a user sent cannot be fetched: {Reason}")]
    private partial void LogLost(string bot, string reason);
}
