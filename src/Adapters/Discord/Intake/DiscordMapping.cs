using System.Globalization;
using Bots.Adapters.Discord.Api;
using Bots.Adapters.Discord.Gateway;

namespace Bots.Adapters.Discord.Intake;

/// <summary>Decides what an event means to us. Pure.</summary>
internal static class DiscordMapping
{
    private const int Ordinary = 0;
    private const int Reply = 19;

    /// <summary>Whether a message is meant for the bot: written by a person, and in a guild mentioning it or replying to it.</summary>
    public static bool IsForUs(DiscordMessage message, DiscordSelf self, DiscordOptions options) => IsPersons(message)
        && (message.GuildId is null || !options.RequireMention || Mentions(message, self) || message.ReferencedMessage?.Author?.Id == self.UserId);

    /// <summary>The same as far as it can be told without asking what a thread is: in the bot's own threads nobody has to mention it.</summary>
    public static bool MayBeForUs(DiscordMessage message, DiscordSelf self, DiscordOptions options) => IsForUs(message, self, options)
        || (IsPersons(message) && options.MessageContentIntent && message.ChannelType is { } type && DiscordChannel.IsThread(type));

    /// <summary>Whether the bot is mentioned.</summary>
    public static bool Mentions(DiscordMessage message, DiscordSelf self) => message.Mentions?.Any(user => user?.Id == self.UserId) == true;

    /// <summary>The message to answer, or null when it is not meant for us or says nothing.</summary>
    /// <param name="message">The message.</param>
    /// <param name="thread">The thread it stands in, or null outside of threads.</param>
    /// <param name="self">The bot.</param>
    /// <param name="options">Gating and scope.</param>
    /// <param name="isOurThread">True where nobody has to mention the bot.</param>
    public static InboundMessage? ToInbound(DiscordMessage message, DiscordChannel? thread, DiscordSelf self, DiscordOptions options, bool isOurThread = false)
    {
        if (!IsForUs(message, self, options) && !(isOurThread && IsPersons(message))) return null;
        var text = DiscordWords.Of(message, self);
        if (text.Length == 0 && !MessageFiles.In(message).Any() && !PointsAtSomething(message, self)) return null;
        var place = DiscordPlace.Of(message, thread);
        return new(self.Bot, message.Id, place.KeyFor(message.Author.Id, self, options).Value, UserIdOf(message.Author), text, place.Address(message.Id))
        {
            SenderName = OthersText.Neutral(message.Member?.Nick ?? message.Author.GlobalName ?? message.Author.Username),
            SentAt = message.Timestamp,
            IsGroup = place.IsGroup,
            IsShared = place.IsShared(options),
            GuildId = message.GuildId,
            RoleIds = message.Member?.Roles ?? [],
            Context = DiscordWords.ContextOf(message, self, place.IsShared(options)),
            Attachments = MessageFiles.For(message, self),
        };
    }

    /// <summary>A changed message: it may be changed often, and the time of the change tells that apart.</summary>
    public static InboundMessage ToEdit(InboundMessage changed, DiscordMessage message) => changed with
    {
        IsEdit = true, DedupeId = string.Create(CultureInfo.InvariantCulture, $"{message.Id}@{(message.EditedTimestamp ?? default).ToUnixTimeMilliseconds()}"),
    };

    /// <summary>The end of a message of which only this is known.</summary>
    public static InboundMessage ToDeletion(DiscordSeenMessage seen, DiscordSelf self) =>
        Deletion(self, seen.Id, seen.SessionKey, seen.UserId, new(seen.ChatId, seen.ThreadId, seen.Id)) with { IsGroup = !seen.IsDirect, IsShared = seen.IsShared };

    /// <summary>The end of a message in a direct conversation.</summary>
    public static InboundMessage ToDeletion(string messageId, string channelId, DiscordUser author, DiscordSelf self, DiscordOptions options) =>
        Deletion(self, messageId, new DiscordPlace(channelId, null, false).KeyFor(author.Id, self, options).Value, UserIdOf(author), new(channelId, null, messageId));

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

    /// <summary>Whether the ids of a message are such: they become parts of keys and addresses.</summary>
    public static bool HasIds(DiscordMessage message) => Number(message.Id) > 0 && Number(message.ChannelId) > 0 && (message.Author is null || Number(message.Author.Id) > 0);

    private static bool IsPersons(DiscordMessage message) => message is { Type: Ordinary or Reply, WebhookId: null, Author.Bot: false };

    // A mention and nothing more, in reply to something: that is what is asked about. Without the mention Discord may only hide what was said.
    private static bool PointsAtSomething(DiscordMessage message, DiscordSelf self) => Mentions(message, self) && DiscordWords.Answered(message, self).Length > 0;

    private static InboundMessage Deletion(DiscordSelf self, string messageId, string sessionKey, string userId, ChatAddress address) =>
        new(self.Bot, $"{messageId}@deleted", sessionKey, userId, "", address) { IsDeletion = true };
}
