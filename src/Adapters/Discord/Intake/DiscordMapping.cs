using System.Globalization;
using Bots.Adapters.Discord.Api;
using Bots.Adapters.Telegram.Intake;

namespace Bots.Adapters.Discord.Intake;

/// <summary>Decides what an event means to us. Pure.</summary>
internal static class DiscordMapping
{
    private const int Ordinary = 0;
    private const int Reply = 19;

    /// <summary>Whether a message is meant for the bot: written by a person, and in a guild mentioning it or replying to it.</summary>
    public static bool IsForUs(DiscordMessage message, DiscordSelf self, DiscordOptions options) =>
        message is { Type: Ordinary or Reply, WebhookId: null, Author.Bot: false }
        && (message.GuildId is null || !options.RequireMention || Mentions(message, self) || message.ReferencedMessage?.Author.Id == self.UserId);

    /// <summary>The message to answer, or null when it is not meant for us or says nothing.</summary>
    /// <param name="message">The message.</param>
    /// <param name="thread">The thread it stands in, or null outside of threads.</param>
    /// <param name="self">The bot.</param>
    /// <param name="options">Gating and scope.</param>
    public static InboundMessage? ToInbound(DiscordMessage message, DiscordChannel? thread, DiscordSelf self, DiscordOptions options)
    {
        if (!IsForUs(message, self, options)) return null;
        var text = DiscordText.Of(message, self);
        if (text.Length == 0) return null;
        var place = DiscordPlace.Of(message, thread);
        return new(self.Bot, message.Id, place.KeyFor(message.Author.Id, self, options).Value, UserIdOf(message.Author), text, place.Address(message.Id))
        {
            SenderName = SenderName.Neutral(message.Member?.Nick ?? message.Author.GlobalName ?? message.Author.Username),
            SentAt = message.Timestamp,
            IsGroup = place.IsGroup,
            IsShared = place.IsShared(options),
            GuildId = message.GuildId,
            RoleIds = message.Member?.Roles ?? [],
        };
    }

    /// <summary>A user's id, unique over platforms.</summary>
    public static string UserIdOf(DiscordUser user) => $"discord_{user.Id}";

    /// <summary>When a snowflake was made (reference, snowflakes).</summary>
    public static DateTimeOffset TimeOf(string snowflake) =>
        DateTimeOffset.FromUnixTimeMilliseconds((Number(snowflake) >> 22) + 1_420_070_400_000);

    /// <summary>The smallest snowflake of a time.</summary>
    public static string SnowflakeAt(DateTimeOffset time) =>
        (Math.Max(0, time.ToUnixTimeMilliseconds() - 1_420_070_400_000) << 22).ToString(CultureInfo.InvariantCulture);

    /// <summary>A snowflake as a number, to compare by age.</summary>
    public static long Number(string snowflake) => long.TryParse(snowflake, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static bool Mentions(DiscordMessage message, DiscordSelf self) => message.Mentions?.Any(user => user.Id == self.UserId) == true;
}
