using Bots.Sessions;

namespace Bots.Adapters.Discord.Intake;

/// <summary>The bot account as the rest of the intake needs it.</summary>
/// <param name="Bot">The account's name in the configuration.</param>
/// <param name="UserId">The bot's own user id.</param>
/// <param name="ApplicationId">The application's id.</param>
internal sealed record DiscordSelf(string Bot, string UserId, string ApplicationId)
{
    private const string Platform = "discord";

    /// <summary>The platform part of session keys: <c>discord</c>, or <c>discord-support</c> for a further account named <c>support</c>.</summary>
    public PlatformName Name { get; } = NameOf(Bot);

    /// <summary>The platform part for an account name of the configuration.</summary>
    /// <exception cref="ArgumentException">The name holds other characters than a-z and 0-9.</exception>
    public static PlatformName NameOf(string bot)
    {
        if (bot == Platform) return PlatformName.Discord;
        return PlatformName.Of(Platform, bot.StartsWith(Platform + "-", StringComparison.Ordinal) ? bot[(Platform.Length + 1)..] : bot);
    }
}
