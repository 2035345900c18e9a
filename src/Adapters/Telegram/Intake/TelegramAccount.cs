using Bots.Sessions;

namespace Bots.Adapters.Telegram.Intake;

/// <summary>The bot account as the rest of the intake needs it.</summary>
/// <param name="Bot">The account's name in the configuration.</param>
/// <param name="Id">The bot's own user id.</param>
/// <param name="Username">The bot's user name without @; empty when unknown.</param>
internal sealed record TelegramAccount(string Bot, long Id, string Username)
{
    /// <summary>Whether a group message must name the bot or answer it.</summary>
    public bool RequireMention { get; init; } = true;

    /// <summary>Who shares a conversation in a group.</summary>
    public TelegramScope Scope { get; init; }

    private const string Platform = "telegram";

    /// <summary>The platform part of session keys: <c>telegram</c>, or <c>telegram-support</c> for a further account named <c>support</c>.</summary>
    public PlatformName Name { get; } = NameOf(Bot);

    /// <summary>The account behind a token, with its options.</summary>
    public static TelegramAccount Of(string bot, Api.User me, TelegramOptions options) =>
        new(bot, me.Id, me.Username ?? "") { RequireMention = options.RequireMention, Scope = options.Scope };

    /// <summary>The platform part for an account name of the configuration.</summary>
    /// <exception cref="ArgumentException">The name holds other characters than a-z and 0-9.</exception>
    public static PlatformName NameOf(string bot)
    {
        if (bot == Platform) return PlatformName.Telegram;
        return PlatformName.Of(Platform, bot.StartsWith(Platform + "-", StringComparison.Ordinal) ? bot[(Platform.Length + 1)..] : bot);
    }
}
