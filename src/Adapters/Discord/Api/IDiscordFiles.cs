namespace Bots.Adapters.Discord.Api;

/// <summary>Discord's file servers, which need no token.</summary>
internal interface IDiscordFiles
{
    /// <summary>Reads a file; null when it is longer than <paramref name="maxBytes"/>. Follows no redirection.</summary>
    /// <exception cref="DiscordApiException">It cannot be had.</exception>
    Task<byte[]?> DownloadAsync(Uri file, int maxBytes, CancellationToken cancellationToken);
}
