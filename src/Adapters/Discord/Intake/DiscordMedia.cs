using Bots.Adapters.Discord.Api;
using Microsoft.Extensions.Logging;

namespace Bots.Adapters.Discord.Intake;

/// <summary>Fetches files that users sent.</summary>
internal sealed partial class DiscordMedia(DiscordContext context)
{
    private const int Forbidden = 403;
    private const int NotFound = 404;

    private readonly ILogger _logger = context.Logger;
    private readonly Uri _servers = new(context.Options.CdnUrl);

    /// <summary>See <see cref="IMediaSource.FetchAsync"/>.</summary>
    public async Task<byte[]?> FetchAsync(Attachment attachment, int maxBytes, CancellationToken cancellationToken)
    {
        if (attachment.Size > maxBytes || FilePlace.Parse(attachment.FileId) is not { } place) return null;
        try
        {
            return await ReadAsync(place, maxBytes, cancellationToken);
        }
        catch (DiscordApiException exception)
        {
            LogLost(context.Bot, exception.Message);
            return null;
        }
    }

    private async Task<byte[]?> ReadAsync(FilePlace place, int maxBytes, CancellationToken cancellationToken)
    {
        try
        {
            return await DownloadAsync(place.Url, maxBytes, cancellationToken);
        }
        catch (DiscordApiException exception) when (exception.Status is NotFound or Forbidden)
        {
            // The address is too old; the message, when it is still there, has a new one.
            var message = await context.Messages.GetAsync(place.ChannelId, place.MessageId, cancellationToken);
            return MessageFiles.In(message).FirstOrDefault(file => file.Id == place.FileId) is { } file ? await DownloadAsync(file.Url, maxBytes, cancellationToken) : null;
        }
    }

    private async Task<byte[]?> DownloadAsync(string address, int maxBytes, CancellationToken cancellationToken)
    {
        // Discord's own file servers and nothing else, whatever a message says.
        if (Uri.TryCreate(address, UriKind.Absolute, out var url) && url.Scheme == _servers.Scheme && url.Authority == _servers.Authority && url.UserInfo.Length == 0)
            return await context.Files.DownloadAsync(url, maxBytes, cancellationToken);
        LogElsewhere(context.Bot);
        return null;
    }

    [LoggerMessage(LogLevel.Warning, "{Bot}: a file that a user sent cannot be fetched: {Reason}")]
    private partial void LogLost(string bot, string reason);

    [LoggerMessage(LogLevel.Warning, "{Bot}: a file that a user sent does not lie on the server of CdnUrl and is not fetched")]
    private partial void LogElsewhere(string bot);
}
