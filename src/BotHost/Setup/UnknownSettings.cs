using System.Collections;
using Bots.Agents;
using Bots.Agents.Memory;
using Bots.BotHost.Api;
using Bots.BotHost.Commands;
using Bots.BotHost.Health;
using Bots.BotHost.Media;
using Bots.BotHost.Telemetry;
using Bots.BotHost.Turns;
using Bots.Sessions.Json;
using Bots.Sessions.Sqlite;

namespace Bots.BotHost.Setup;

/// <summary>Finds keys under the host's own sections that no setting reads, such as a misspelt one. They are no errors: what fills in secrets may
/// add keys of its own. Sections of others are not looked at, nor are names that people choose. Access is: there an unknown key is an error.</summary>
internal static partial class UnknownSettings
{
    private const int MostTypingErrors = 2;

    private static readonly Dictionary<string, Type> Sections = new(StringComparer.Ordinal)
    {
        ["Sessions:Sqlite"] = typeof(SqliteSessionOptions),
        ["Sessions:Json"] = typeof(JsonSessionOptions),
        ["Turns"] = typeof(TurnOptions),
        ["Health"] = typeof(HealthOptions),
        ["Telemetry"] = typeof(TelemetryOptions),
        ["Analytics"] = typeof(AnalyticsOptions),
        ["Memory"] = typeof(MemoryOptions),
        ["Api"] = typeof(ApiOptions),
        ["Media"] = typeof(MediaOptions),
    };

    /// <summary>Logs one warning for each.</summary>
    public static void Tell(WebApplication app)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(UnknownSettings));
        foreach (var (key, advice) in Find(app.Configuration, app.Services.GetRequiredService<IReadOnlyList<BotPlan>>())) LogUnknown(logger, key, advice);
    }

    /// <summary>The keys, each with what may have been meant.</summary>
    public static IEnumerable<(string Key, string Advice)> Find(IConfiguration configuration, IReadOnlyList<BotPlan> bots) =>
    [
        .. Among(configuration.GetSection("Sessions"), ["Store", "Sqlite", "Json"]),
        .. Among(configuration.GetSection("Host"), ["DataPath"]),
        .. Sections.SelectMany(pair => In(configuration.GetSection(pair.Key), [pair.Value])),
        .. configuration.GetSection("Agents").GetChildren().SelectMany(static agent => In(agent, [typeof(AgentOptions)])),
        .. bots.SelectMany(static bot => In(bot.Section, [typeof(BotOptions), bot.Platform.OptionsType], "Access")),
    ];

    private static IEnumerable<(string, string)> In(IConfigurationSection section, Type[] types, params string[] others)
    {
        var settings = types.SelectMany(static type => type.GetProperties()).DistinctBy(static property => property.Name)
            .Where(static property => !typeof(Delegate).IsAssignableFrom(property.PropertyType))
            .ToDictionary(static property => property.Name, static property => property.PropertyType, StringComparer.OrdinalIgnoreCase);
        return Among(section, [.. settings.Keys, .. others])
            .Concat(section.GetChildren().Where(child => settings.ContainsKey(child.Key)).SelectMany(child => Below(child, settings[child.Key])));
    }

    // Lists and tables hold names or numbers that people choose; what lies below those may be settings again.
    private static IEnumerable<(string, string)> Below(IConfigurationSection section, Type type)
    {
        if (IsOwn(type)) return In(section, [type]);
        return type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type) && IsOwn(type.GetGenericArguments()[^1])
            ? section.GetChildren().SelectMany(child => In(child, [type.GetGenericArguments()[^1]]))
            : [];
    }

    private static bool IsOwn(Type type) => type is { IsClass: true, IsAbstract: false } && type.Namespace!.StartsWith("Bots.", StringComparison.Ordinal);

    private static IEnumerable<(string, string)> Among(IConfigurationSection section, IReadOnlyCollection<string> known) =>
        from child in section.GetChildren()
        where !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)
        let near = known.MinBy(name => Distance(child.Key, name))
        select (child.Path, Distance(child.Key, near) <= MostTypingErrors ? $"Did you mean {section.Path}:{near}?" : $"There are: {string.Join(", ", known.Order(StringComparer.Ordinal))}.");

    /// <summary>How many letters have to be changed, added or taken out, letter case aside.</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var (corner, left) = (row[0], row[0] = i);
            for (var j = 1; j <= other.Length; j++)
            {
                var same = char.ToUpperInvariant(one[i - 1]) == char.ToUpperInvariant(other[j - 1]);
                (corner, left) = (row[j], Math.Min(Math.Min(row[j], left) + 1, corner + (same ? 0 : 1)));
                row[j] = left;
            }
        }

        return row[^1];
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Key} is no setting and has no effect. {Advice}")]
    private static partial void LogUnknown(ILogger logger, string key, string advice);
}
