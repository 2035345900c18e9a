using System.Text.Json;

namespace Bots.Fakes.Discord.Facts;

/// <summary>One published route.</summary>
internal sealed class FactRoute(JsonElement fact)
{
    private readonly string[] _segments = fact.GetProperty("path").GetString()!.Split('/', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Method and template, for example <c>POST /channels/{channel_id}/messages</c>.</summary>
    public string Name { get; } = $"{fact.GetProperty("method").GetString()} {fact.GetProperty("path").GetString()}";

    /// <summary>The schema of the body, or null when the route takes none.</summary>
    public JsonElement? Body => fact.TryGetProperty("body", out var body) ? body : null;

    /// <summary>The schema of a query parameter, or null when the route has none of that name.</summary>
    public JsonElement? Query(string name) => fact.TryGetProperty("query", out var query) && query.TryGetProperty(name, out var schema) ? schema : null;

    public RouteMatch? Match(string method, string[] segments)
    {
        if (segments.Length != _segments.Length || fact.GetProperty("method").GetString() != method) return null;
        var values = new Dictionary<string, string>();
        for (var i = 0; i < segments.Length; i++)
        {
            if (_segments[i].StartsWith('{')) values[_segments[i].Trim('{', '}')] = segments[i];
            else if (_segments[i] != segments[i]) return null;
        }

        return new(this, values);
    }
}

/// <summary>A route with the values of its path.</summary>
internal sealed record RouteMatch(FactRoute Route, IReadOnlyDictionary<string, string> Values)
{
    public string this[string name] => Values[name];

    /// <summary>The top-level resource that limits are counted by.</summary>
    public string Major => Values.GetValueOrDefault("channel_id") ?? Values.GetValueOrDefault("webhook_token") ?? Values.GetValueOrDefault("guild_id") ?? "";
}
