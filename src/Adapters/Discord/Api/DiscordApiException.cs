namespace Bots.Adapters.Discord.Api;

/// <summary>Discord refused a request, or could not be reached. Never holds the token or an address.</summary>
internal sealed class DiscordApiException(int status, int code, string description) : Exception(status == 0 ? description : $"{status} {code} {description}")
{
    /// <summary>The HTTP status; 0 when there was no answer that could be read.</summary>
    public int Status => status;

    /// <summary>Discord's own error code, for example 50013; 0 when it gave none.</summary>
    public int Code => code;

    /// <summary>Discord's words, for example <c>Missing Permissions</c>.</summary>
    public string Description => description;

    /// <summary>How long to wait before the next try, or null.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>True when Discord was not asked at all, because another host may have done so.</summary>
    public bool IsOurs { get; init; }

    /// <summary>True when it was not the platform that refused but something before it, a proxy for example: the words are not the platform's.</summary>
    public bool IsForeign { get; init; }

    /// <summary>True when nothing is wrong with the request itself: no answer, or the server has a problem.</summary>
    public bool IsOutage => status is 0 or >= 500;
}
