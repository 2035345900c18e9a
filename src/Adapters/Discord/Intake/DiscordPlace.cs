using Bots.Adapters.Discord.Api;
using Bots.Sessions;

namespace Bots.Adapters.Discord.Intake;

/// <summary>Where something was said, and whose conversation that is.</summary>
/// <param name="ChannelId">The channel; of a thread, the one it belongs to.</param>
/// <param name="ThreadId">The thread, or null outside of threads.</param>
/// <param name="IsGroup">True where others can read along.</param>
internal sealed record DiscordPlace(string ChannelId, string? ThreadId, bool IsGroup)
{
    private const int BotDm = 1;
    private const int PrivateChannel = 2;

    /// <summary>True where the bot is no member and can only answer interactions: the user brought it along.</summary>
    public bool IsGuest { get; private init; }

    public static DiscordPlace Of(DiscordMessage message, DiscordChannel? thread) => Of(message.ChannelId, thread, message.GuildId is not null);

    public static DiscordPlace Of(DiscordInteraction interaction)
    {
        var thread = interaction.Channel is { } channel && DiscordChannel.IsThread(channel.Type) ? channel : null;
        return Of(interaction.ChannelId ?? "", thread, interaction.GuildId is not null || interaction.Context == PrivateChannel) with
        {
            // Key 0 names the guild that installed the bot (interactions, authorizing integration owners).
            IsGuest = interaction is { Context: not BotDm, AuthorizingIntegrationOwners: { } owners } && !owners.ContainsKey("0"),
        };
    }

    /// <summary>True where several people share one conversation.</summary>
    public bool IsShared(DiscordOptions options) =>
        IsGroup && !IsGuest && (options.Scope == DiscordScope.Channel || (options.Scope == DiscordScope.Thread && ThreadId is not null));

    public SessionKey KeyFor(string userId, DiscordSelf self, DiscordOptions options)
    {
        var user = SessionKey.ForUser(self.Name, DiscordMapping.Number(userId));
        if (!IsGroup) return user;
        var chat = IsShared(options) ? SessionKey.ForChat(self.Name, DiscordMapping.Number(ChannelId)) : user.InChat(DiscordMapping.Number(ChannelId));
        return ThreadId is { } thread ? chat.InThread(DiscordMapping.Number(thread)) : chat;
    }

    public ChatAddress Address(string? messageId) => new(ChannelId, ThreadId, messageId);

    private static DiscordPlace Of(string channelId, DiscordChannel? thread, bool isGroup) =>
        thread is null ? new(channelId, null, isGroup) : new(thread.ParentId ?? channelId, thread.Id, isGroup);
}
