using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Bots.Sessions.Http;

/// <summary>What all clients of a bot host check and say.</summary>
internal static partial class HostClient
{
    private const int LongestExcerpt = 120;
    private const int LargeBody = 64 << 10;

    // Timers and HTTP clients take a little more, but less than 25 days.
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(24);

    /// <summary>The header for this key; null for none.</summary>
    /// <exception cref="ArgumentException">No header can carry it; the message does not show it.</exception>
    public static AuthenticationHeaderValue? Bearer(string? key, string option, string parameter)
    {
        if (string.IsNullOrEmpty(key)) return null;
        if (CanCarry(key)) return new("Bearer", key);
        var problem = key.AsSpan().Trim().Length < key.Length ? "begins or ends in a space or a line break; use Trim()" : "holds a line break or a letter beyond ASCII, which no header can carry";
        throw new ArgumentException($"{option} {problem}.", parameter);
    }

    /// <summary>The body as JSON. A large one is sent once the host says that it takes it: one that refuses (Api:MaxRequestBytes) would close the connection in the middle, and why would be lost.</summary>
    public static HttpRequestMessage WithJson(this HttpRequestMessage request, byte[] body)
    {
        request.Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
        if (body.Length > LargeBody) request.Headers.ExpectContinue = true;
        return request;
    }

    /// <summary>True when a header can carry this key.</summary>
    public static bool CanCarry(string key) => key.All(static letter => letter is >= ' ' and <= '~') && key.AsSpan().Trim().Length == key.Length;

    /// <summary>The time-out, when it is one.</summary>
    /// <exception cref="ArgumentException">It is not positive, or longer than 24 days.</exception>
    public static TimeSpan Timeout(TimeSpan timeout, string option, string parameter) =>
        timeout == System.Threading.Timeout.InfiniteTimeSpan || (timeout > TimeSpan.Zero && timeout <= LongestTimeout) ? timeout
            : throw new ArgumentException($"{option} is {timeout}; set it to more than zero and at most {LongestTimeout.Days} days, or to Timeout.InfiniteTimeSpan.", parameter);

    /// <summary>This text of a JSON object; null when there is none.</summary>
    public static string? TextOf(string json, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (Exception exception) when (StoreWire.IsUnreadable(exception))
        {
            return null;
        }
    }

    /// <summary>Says of an answer that no host gives where it may come from; <paramref name="who"/> names the address.</summary>
    public static string Stranger(string who, int status, string body)
    {
        var text = Excerpt(body);
        return $"{who} answered {status}, but not as a bot host does{(text.Length > 0 ? $" (\"{text}\")" : "")}. Is this the address of a bot host?";
    }

    /// <summary>Says why no whole answer came: nobody is there, somebody who speaks no HTTP, or the connection ended before the answer did.</summary>
    /// <param name="who">The server, with its address.</param>
    /// <param name="failure">What the connection says.</param>
    /// <param name="isCutOff">True when there was somebody who answers: the request may have been carried out.</param>
    public static string Unanswered(string who, Exception failure, out bool isCutOff)
    {
        var error = (failure as HttpRequestException)?.HttpRequestError ?? (failure as HttpIOException)?.HttpRequestError;
        isCutOff = error is null or HttpRequestError.Unknown or HttpRequestError.ResponseEnded or HttpRequestError.HttpProtocolError;
        var reason = (failure.InnerException ?? failure).Message;
        return isCutOff ? $"{who} was reached, but its answer was cut off ({reason}). Whether it did what was asked is not known; look, or ask again."
            : error is HttpRequestError.InvalidResponse ? $"{who} answered, but not as a bot host does ({reason}). Is this the address of a bot host?"
            : $"{who} cannot be reached ({failure.Message}). Is it running, and is the address right?";
    }

    // JSON may hold what people said, which does not belong into an error that is logged.
    private static string Excerpt(string body)
    {
        if (body.AsSpan().TrimStart() is ['{' or '[' or '"', ..]) return "";
        var text = Blanks().Replace(Tags().Replace(body.Length > 4_000 ? body[..4_000] : body, " "), " ").Trim();
        return text.Length > LongestExcerpt ? text[..LongestExcerpt] + "…" : text;
    }

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"[\s\p{C}]+")]
    private static partial Regex Blanks();
}
