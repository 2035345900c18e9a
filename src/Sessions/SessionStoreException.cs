namespace Bots.Sessions;

/// <summary>A store could not do what was asked: the disk is full, the file is not ours, the server is away.</summary>
/// <param name="message">What failed and what to do about it.</param>
/// <param name="innerException">The backend's own error; always kept.</param>
public sealed class SessionStoreException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>The session that was asked for; null when the failure is not about one session.</summary>
    public string? Key { get; init; }

    /// <summary>True when trying again later may succeed without anyone changing anything.</summary>
    public bool IsTransient { get; init; }
}
