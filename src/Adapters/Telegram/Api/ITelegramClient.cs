namespace Bots.Adapters.Telegram.Api;

/// <summary>The one door to the Bot API; another library's client fits behind it in one file.</summary>
internal interface ITelegramClient : IDisposable
{
    /// <summary>Calls one method and returns its result.</summary>
    /// <exception cref="TelegramApiException">The server refused, or could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    Task<TResult> CallAsync<TResult>(TelegramRequest<TResult> request, CancellationToken cancellationToken);

    /// <summary>Downloads a file; null when it has more bytes than asked for.</summary>
    /// <param name="path">What <see cref="DownloadableFile.FilePath"/> said, checked.</param>
    /// <param name="maxBytes">The most that is read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TelegramApiException">The server refused, or could not be reached.</exception>
    Task<byte[]?> DownloadAsync(string path, int maxBytes, CancellationToken cancellationToken);
}
