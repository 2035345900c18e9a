namespace Bots.Adapters.Telegram.Api;

/// <summary>The Bot API refused a request, or could not be reached. Never holds the token.</summary>
internal sealed class TelegramApiException(int code, string description, Exception? innerException = null)
    : Exception(code == 0 ? description : $"{code} {description}", innerException)
{
    /// <summary>The server's error code; 0 when there was no answer that could be read.</summary>
    public int Code => code;

    /// <summary>The server's words, for example <c>Bad Request: chat not found</c>.</summary>
    public string Description => description;

    /// <summary>How long the server asks to wait, or null.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The supergroup that the group has become, or null.</summary>
    public long? MigrateToChatId { get; init; }

    /// <summary>True when the server was not asked at all, to stay within its limits.</summary>
    public bool IsOurs { get; init; }

    /// <summary>True when it was not the platform that refused but something before it, a proxy for example: the words are not the platform's.</summary>
    public bool IsForeign { get; init; }

    /// <summary>True when the server answered, and the answer could not be read.</summary>
    public bool IsUnreadable { get; init; }

    /// <summary>True when nothing is wrong with the request itself: no answer, or the server has a problem.</summary>
    public bool IsOutage => code is 0 or >= 500;

    /// <summary>Whether the server's words contain <paramref name="words"/>, whatever the case.</summary>
    public bool Says(string words) => description.Contains(words, StringComparison.OrdinalIgnoreCase);
}
