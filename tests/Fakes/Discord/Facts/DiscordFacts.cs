using System.Text.Json;

namespace Bots.Fakes.Discord.Facts;

/// <summary>What Discord's published document says of the routes used: <c>discord-facts.json</c>, made by <c>make-facts.py</c>.</summary>
internal sealed class DiscordFacts
{
    private readonly JsonDocument _document;
    private readonly IReadOnlyList<FactRoute> _routes;

    private DiscordFacts(JsonDocument document)
    {
        _document = document;
        _routes = [.. document.RootElement.GetProperty("routes").EnumerateArray().Select(static route => new FactRoute(route))];
    }

    public static DiscordFacts Published { get; } = Load();

    /// <summary>The named type.</summary>
    public JsonElement Type(string name) => _document.RootElement.GetProperty("types").GetProperty(name);

    /// <summary>The route of a request; the most literal one when several match, null when none does.</summary>
    public RouteMatch? Find(string method, string path)
    {
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return _routes.Select(route => route.Match(method, segments)).OfType<RouteMatch>().MinBy(static match => match.Values.Count);
    }

    private static DiscordFacts Load()
    {
        using var stream = typeof(DiscordFacts).Assembly.GetManifestResourceStream("discord-facts.json")!;
        return new(JsonDocument.Parse(stream));
    }
}
