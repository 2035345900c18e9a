using Bots.Adapters;
using Bots.Sessions;

namespace Bots.BotHost.Setup;

/// <summary>One account as the configuration wants it, checked but not built.</summary>
/// <param name="Name">The account's name.</param>
/// <param name="Options">Its settings.</param>
/// <param name="Platform">The kind of platform.</param>
/// <param name="Section">The configuration section, for the platform's own options.</param>
internal sealed record BotPlan(string Name, BotOptions Options, IBotPlatform Platform, IConfigurationSection Section)
{
    private static readonly IBotPlatform[] Platforms = [new TelegramPlatform(), new DiscordPlatform(), new WebPlatform()];

    /// <summary>Why the account is off, or null when it is on.</summary>
    public string? OffBecause => !Options.Enabled ? $"off (Bots:{Name}:Enabled is false)"
        : Platform.NeedsToken && Options.Token.Length == 0 ? $"off (no token; set Bots:{Name}:Token or Bots__{Name}__Token)"
        : null;

    public bool IsOn => OffBecause is null;

    /// <summary>The platform part of its session keys: the first account of a platform carries the platform's name.</summary>
    public PlatformName KeyName => Name == Platform.Name ? PlatformName.Of(Platform.Name) : PlatformName.Of(Platform.Name, Name);

    public static BotPlan? Read(IConfigurationSection section, ConfigurationProblems problems)
    {
        if (section.Key.Length > 32 || !section.Key.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)))
            problems.Add($"{section.Path}: an account's name is part of its session keys; use up to 32 characters of a-z and 0-9.");
        var kind = section["Platform"] ?? section.Key;
        var platform = Platforms.FirstOrDefault(candidate => string.Equals(candidate.Name, kind, StringComparison.OrdinalIgnoreCase));
        if (platform is null)
        {
            problems.Add($"{section.Path}:Platform is \"{kind}\"; set it to one of: {string.Join(", ", Platforms.Select(static known => known.Name))}.");
            return null;
        }

        var options = (BotOptions?)problems.Bind(section, typeof(BotOptions));
        if (options is null) return null;
        var plan = new BotPlan(section.Key, options, platform, section);
        return plan.IsOn && problems.Bind(section, platform.OptionsType) is null ? null : plan;
    }

    public IPlatformAdapter Build(IServiceProvider provider) => Platform.Build(this, provider);
}
