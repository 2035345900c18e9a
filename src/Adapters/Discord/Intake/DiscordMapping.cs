using System.Globalization;
using Bots.Adapters.Discord.Api;
using Bots.Adapters.Telegram.Intake;
using Bots.Sessions;

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
        var place = Place.Of(message.ChannelId, message.GuildId, thread);
        return new(self.Bot, message.Id, KeyOf(place, message.Author.Id, self, options).Value, UserIdOf(message.Author), text, place.ToAddress(message.Id))
        {
            SenderName = SenderName.Neutral(message.Member?.Nick ?? message.Author.GlobalName ?? message.Author.Username),
            SentAt = message.Timestamp,
            IsGroup = place.IsGuild,
        };
    }

    /// <summary>The message that a command or a pressed button stands for, or null when it means nothing to us.</summary>
    public static InboundMessage? ToInbound(DiscordInteraction interaction, DiscordSelf self, DiscordOptions options)
    {
        if (interaction is not { ChannelId: { } channelId } || UserOf(interaction) is not { } user || CommandText.Of(interaction, options) is not { } command) return null;
        var place = Place.Of(channelId, interaction.GuildId, interaction.Channel is { } channel && DiscordChannel.IsThread(channel.Type) ? channel : null);
        return new(self.Bot, interaction.Id, KeyOf(place, user.Id, self, options).Value, UserIdOf(user), command.Text,
            place.ToAddress(null) with { ReplyToken = new ReplyToken(interaction.ApplicationId, interaction.Token, command.IsPrivate).ToString() })
        {
            SenderName = SenderName.Neutral(interaction.Member?.Nick ?? user.GlobalName ?? user.Username),
            SentAt = TimeOf(interaction.Id),
            IsGroup = place.IsGuild && !command.IsPrivate,
        };
    }

    /// <summary>Whoever completes an option, and in which conversation.</summary>
    public static DiscordInteractionUser? WhoTypes(DiscordInteraction interaction, DiscordSelf self, DiscordOptions options)
    {
        if (interaction is not { ChannelId: { } channelId } || UserOf(interaction) is not { } user) return null;
        var place = Place.Of(channelId, interaction.GuildId, interaction.Channel is { } channel && DiscordChannel.IsThread(channel.Type) ? channel : null);
        return new(KeyOf(place, user.Id, self, options).Value, UserIdOf(user));
    }

    /// <summary>When a snowflake was made (reference, snowflakes).</summary>
    public static DateTimeOffset TimeOf(string snowflake) =>
        DateTimeOffset.FromUnixTimeMilliseconds((Number(snowflake) >> 22) + 1_420_070_400_000);

    /// <summary>The smallest snowflake of a time.</summary>
    public static string SnowflakeAt(DateTimeOffset time) =>
        (Math.Max(0, time.ToUnixTimeMilliseconds() - 1_420_070_400_000) << 22).ToString(CultureInfo.InvariantCulture);

    /// <summary>A snowflake as a number, to compare by age.</summary>
    public static long Number(string snowflake) => long.TryParse(snowflake, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static SessionKey KeyOf(Place place, string userId, DiscordSelf self, DiscordOptions options)
    {
        var user = SessionKey.ForUser(self.Name, Number(userId));
        if (!place.IsGuild) return user;
        var isShared = options.Scope == DiscordScope.Channel || (options.Scope == DiscordScope.Thread && place.ThreadId is not null);
        var chat = isShared ? SessionKey.ForChat(self.Name, Number(place.ChannelId)) : user.InChat(Number(place.ChannelId));
        return place.ThreadId is { } thread ? chat.InThread(Number(thread)) : chat;
    }

    private static bool Mentions(DiscordMessage message, DiscordSelf self) => message.Mentions?.Any(user => user.Id == self.UserId) == true;

    private static DiscordUser? UserOf(DiscordInteraction interaction) => interaction.Member?.User ?? interaction.User;

    private static string UserIdOf(DiscordUser user) => $"discord_{user.Id}";

    /// <summary>Where something was written.</summary>
    private sealed record Place(string ChannelId, string? ThreadId, bool IsGuild)
    {
        public static Place Of(string channelId, string? guildId, DiscordChannel? thread) =>
            thread is null ? new(channelId, null, guildId is not null) : new(thread.ParentId ?? channelId, channelId, guildId is not null);

        public ChatAddress ToAddress(string? messageId) => new(ChannelId, ThreadId, messageId);
    }
}

/// <summary>Who types, and in which conversation.</summary>
internal sealed record DiscordInteractionUser(string SessionKey, string UserId);
