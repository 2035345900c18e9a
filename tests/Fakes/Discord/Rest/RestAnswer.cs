using System.Text.Json.Nodes;

namespace Bots.Fakes.Discord.Rest;

/// <summary>What a request is answered with.</summary>
internal sealed record RestAnswer(int Status, JsonNode? Body = null)
{
    public Dictionary<string, string> Headers { get; init; } = [];

    public static RestAnswer Ok(JsonNode body) => new(200, body);

    public static RestAnswer Nothing { get; } = new(204);

    /// <summary>A refusal with Discord's own error code.</summary>
    public static RestAnswer Error(int status, int code, string message) => new(status, new JsonObject { ["message"] = message, ["code"] = code });

    public static RestAnswer InvalidForm(IReadOnlyList<string> problems) => new(400, new JsonObject
    {
        ["message"] = "Invalid Form Body",
        ["code"] = 50035,
        ["errors"] = new JsonObject([.. problems.Select(static (problem, index) => KeyValuePair.Create<string, JsonNode?>($"{index}",
            new JsonObject { ["_errors"] = new JsonArray(new JsonObject { ["code"] = "INVALID", ["message"] = problem }) }))]),
    });

    public static RestAnswer Limited(TimeSpan retryAfter, string scope)
    {
        var seconds = retryAfter.TotalSeconds;
        return new(429, new JsonObject { ["message"] = "You are being rate limited.", ["retry_after"] = seconds, ["global"] = scope == "global" })
        {
            Headers = new()
            {
                ["Retry-After"] = Math.Ceiling(seconds).ToString(System.Globalization.CultureInfo.InvariantCulture),
                ["X-RateLimit-Scope"] = scope,
                [scope == "global" ? "X-RateLimit-Global" : "X-RateLimit-Reset-After"] = scope == "global" ? "true" : seconds.ToString(System.Globalization.CultureInfo.InvariantCulture),
            },
        };
    }
}
