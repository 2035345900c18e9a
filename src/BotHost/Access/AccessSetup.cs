using Bots.BotHost.Setup;

namespace Bots.BotHost.Access;

/// <summary>Reads who may write from the configuration; whatever is wrong is noted with its key, and a setting that does not exist is wrong:
/// a misspelt list must not leave a bot open.</summary>
internal static class AccessSetup
{
    private const string Section = "Access";
    private static readonly string[] Lists = [.. new AccessList().All.Select(static list => list.Name)];

    public static IServiceCollection AddConfiguredAccess(this IServiceCollection services, IConfiguration configuration, ConfigurationProblems problems)
    {
        var all = Read(configuration.GetSection(Section), null, problems) ?? new();
        var own = configuration.GetSection("Bots").GetChildren().ToDictionary(
            static bot => bot.Key, bot => Read(bot.GetSection(Section), bot["Platform"] ?? bot.Key, problems), StringComparer.Ordinal);
        services.AddSingleton(provider => new AccessRulebook(all, provider.GetRequiredService<IReadOnlyList<BotPlan>>().ToDictionary(
            static plan => plan.Name,
            plan => new AccessRulebook.Account(own.GetValueOrDefault(plan.Name), plan.Platform is WebPlatform ? plan.KeyName.Value : plan.Platform.Name, plan.Platform is WebPlatform),
            StringComparer.Ordinal)));
        return services;
    }

    private static AccessOptions? Read(IConfigurationSection section, string? platform, ConfigurationProblems problems)
    {
        if (!section.Exists()) return null;
        CheckNames(section, ["Unknown", "Allow", "Block", "RateLimit", "Pairing"], problems);
        foreach (var list in new[] { "Allow", "Block" }) CheckNames(section.GetSection(list), Lists, problems);
        // The parts first: what cannot be read is taken out and told.
        var limit = problems.Bind(section.GetSection("RateLimit"), typeof(RateLimitOptions)) as RateLimitOptions;
        var pairing = problems.Bind(section.GetSection("Pairing"), typeof(PairingOptions)) as PairingOptions;
        if (problems.Bind(section, typeof(AccessOptions)) is not AccessOptions options) return null;
        options.RateLimit = section.GetSection("RateLimit").Exists() ? limit : null;
        options.Pairing = section.GetSection("Pairing").Exists() ? pairing : null;
        options.Allow = ReadList(section.GetSection("Allow"), platform, problems);
        options.Block = ReadList(section.GetSection("Block"), platform, problems);
        return options;
    }

    private static AccessList ReadList(IConfigurationSection section, string? platform, ConfigurationProblems problems)
    {
        var list = new AccessList();
        foreach (var (name, ids) in list.All) ids.AddRange(Ids(section.GetSection(name), platform, problems));
        return list;
    }

    /// <summary>A list, or one text with commas, as an environment variable holds it.</summary>
    private static IEnumerable<string> Ids(IConfigurationSection section, string? platform, ConfigurationProblems problems)
    {
        foreach (var entry in section.GetChildren().Prepend(section))
        {
            foreach (var text in (entry.Value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                if (AccessId.Normal(text, platform ?? "") is not { } id) problems.Add($"{entry.Path} holds \"{text}\"; write an id as /whoami shows it, for example telegram_12345.");
                else if (platform is null && !text.Contains('_', StringComparison.Ordinal)) problems.Add($"{entry.Path} holds \"{text}\"; write the platform before it (telegram_{text}), or put it under Bots:telegram:Access.");
                else if (platform?.ToLowerInvariant() is "telegram" or "discord" && AccessId.PlatformOf(id) != AccessId.PlatformOf(AccessId.Normal("0", platform)!)) problems.Add($"{entry.Path} holds \"{text}\", which is not of this account's platform; write {platform}_ before the number, or the bare number.");
                else yield return platform is null ? id : text;
            }
        }
    }

    private static void CheckNames(IConfigurationSection section, string[] known, ConfigurationProblems problems)
    {
        if (section.Value is { Length: > 0 } value) problems.Add($"{section.Path} is \"{value}\"; it holds settings of its own: {string.Join(", ", known)}.");
        foreach (var child in section.GetChildren().Where(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)))
            problems.Add($"{child.Path} is no setting; there are: {string.Join(", ", known)}.");
    }
}
