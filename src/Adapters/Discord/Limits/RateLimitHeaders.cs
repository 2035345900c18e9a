using System.Globalization;
using System.Text.Json;
using Bots.Adapters.Discord.Api;

namespace Bots.Adapters.Discord.Limits;

/// <summary>What an answer says of the limits (topics/rate-limits: X-RateLimit-*, Retry-After).</summary>
internal sealed record RateLimitHeaders
{
    public string? Bucket { get; init; }

    public int? Limit { get; init; }

    public int? Remaining { get; init; }

    public TimeSpan? ResetAfter { get; init; }

    /// <summary>Set with a 429 only.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public bool IsGlobal { get; init; }

    /// <summary>The resource is busy because of others: not our fault, and not counted.</summary>
    public bool IsShared { get; init; }

    public static RateLimitHeaders Of(HttpResponseMessage answer, byte[] body)
    {
        var result = new RateLimitHeaders
        {
            Bucket = Text(answer, "X-RateLimit-Bucket"),
            Limit = (int?)Number(answer, "X-RateLimit-Limit"),
            Remaining = (int?)Number(answer, "X-RateLimit-Remaining"),
            ResetAfter = Seconds(Number(answer, "X-RateLimit-Reset-After")),
            IsShared = Text(answer, "X-RateLimit-Scope") == "shared",
        };
        if ((int)answer.StatusCode != 429) return result;
        var error = ReadError(body);
        return result with
        {
            // Without JSON it is not Discord's API that answers but what stands before it.
            RetryAfter = Seconds(error?.RetryAfter) ?? answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(5),
            IsGlobal = error?.Global == true || Text(answer, "X-RateLimit-Global") == "true" || Text(answer, "X-RateLimit-Scope") == "global",
        };
    }

    /// <summary>The error an answer holds, or null.</summary>
    public static DiscordError? ReadError(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, DiscordJson.Default.DiscordError);
        }
        catch (JsonException)
        {
            return null; // a proxy's page: its status says enough
        }
    }

    private static TimeSpan? Seconds(double? seconds) => seconds is >= 0 and < 1e6 ? TimeSpan.FromSeconds(seconds.Value) : null;

    private static double? Number(HttpResponseMessage answer, string name) =>
        double.TryParse(Text(answer, name), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? Text(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
