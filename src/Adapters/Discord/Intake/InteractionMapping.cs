using Bots.Adapters.Discord.Api;
using Bots.Adapters.Discord.Interactions;
using Bots.Adapters.Discord.Replies;

namespace Bots.Adapters.Discord.Intake;

/// <summary>Decides what a command or a pressed button means to us. Pure.</summary>
internal static class InteractionMapping
{
    private const int Command = 2;
    private const int Component = 3;
    private const string NotYours = "Only the one who was answered can use this.";
    private const string NotHere = "I do not answer here. Write to me directly, or in a server that I am a member of.";
    private const string NotKnown = "This can no longer be used. Ask again for a new one.";

    /// <summary>The message an interaction stands for and its first response; null when it means nothing to us.</summary>
    public static MappedInteraction? Map(DiscordInteraction interaction, DiscordSelf self, DiscordOptions options)
    {
        if (interaction.ChannelId is null || UserOf(interaction) is not { } user) return null;
        return interaction switch
        {
            // Where users may not bring the bot along (any more), a command that is still registered for it is not followed.
            { Type: Command or Component } when !options.UserInstall && DiscordPlace.Of(interaction).IsGuest => new(null, InteractionResponse.Refused(NotHere)),
            { Type: Command, Data: { Name: not null } data } => FromCommand(interaction, data, user, self, options),
            { Type: Component, Data: { } data, Message: { } message } => FromPress(interaction, data, message, user, self, options),
            _ => null,
        };
    }

    /// <summary>Who completes an option of a command, and where; null when nobody knows.</summary>
    public static DiscordAutocomplete? Typing(DiscordInteraction interaction, DiscordCommand command, string typed, DiscordSelf self, DiscordOptions options)
    {
        if (interaction.ChannelId is null || UserOf(interaction) is not { } user) return null;
        var place = DiscordPlace.Of(interaction);
        if (place.IsGuest && !options.UserInstall) return null;
        var inbound = Inbound(interaction, place, user, $"/{command.Name} {typed}", self, options);
        return new(inbound with { IsGroup = place.IsGroup && !command.IsPrivate }, typed);
    }

    private static MappedInteraction FromCommand(DiscordInteraction interaction, DiscordInteractionData data, DiscordUser user, DiscordSelf self, DiscordOptions options)
    {
        var place = DiscordPlace.Of(interaction);
        var command = CommandText.Of(data, options);
        // Where nobody else reads along an answer may stay: one for the user alone is gone when their program starts anew.
        var isPrivate = command.IsPrivate && place.IsGroup;
        var token = TokenOf(interaction, place, isPrivate ? ReplyTokenKind.Private : ReplyTokenKind.Public);
        var inbound = Inbound(interaction, place, user, command.Text, self, options) with
        {
            Address = place.Address(null) with { ReplyToken = token.ToString() },
            IsGroup = place.IsGroup && !isPrivate,
        };
        return new(inbound, InteractionResponse.Deferred(isPrivate));
    }

    private static MappedInteraction FromPress(DiscordInteraction interaction, DiscordInteractionData data, DiscordMessage message, DiscordUser user, DiscordSelf self, DiscordOptions options)
    {
        if (ComponentId.Parse(data.CustomId) is not { } component || Said(component, data) is not { Length: > 0 } said) return new(null, InteractionResponse.Refused(NotKnown));
        if (component.UserId is { } owner && owner != user.Id) return new(null, InteractionResponse.Refused(NotYours));
        var place = DiscordPlace.Of(interaction);
        var token = TokenOf(interaction, place, ReplyTokenKind.Press | (message.IsEphemeral ? ReplyTokenKind.Private : ReplyTokenKind.Public));
        var inbound = Inbound(interaction, place, user, said, self, options) with
        {
            // What everyone sees is edited and answered like any message, which no time limits; anything else goes by the interaction alone.
            Address = place.Address(message.Id) with { ReplyToken = token.IsOnlyWay ? token.ToString() : null },
            Press = new(token.IsOnlyWay ? Preview.Original : message.Id),
            IsGroup = place.IsGroup && !message.IsEphemeral,
        };
        return new(inbound, InteractionResponse.DeferredUpdate);
    }

    private static string? Said(ComponentId component, DiscordInteractionData data) => component.Data.Length > 0 ? component.Data : data.Values is [var chosen, ..] ? chosen : null;

    private static ReplyToken TokenOf(DiscordInteraction interaction, DiscordPlace place, ReplyTokenKind kind) =>
        new(interaction.ApplicationId, interaction.Token, kind | (place.IsGuest ? ReplyTokenKind.Guest : ReplyTokenKind.Public));

    private static InboundMessage Inbound(DiscordInteraction interaction, DiscordPlace place, DiscordUser user, string text, DiscordSelf self, DiscordOptions options) =>
        new(self.Bot, interaction.Id, place.KeyFor(user.Id, self, options).Value, DiscordMapping.UserIdOf(user), text, place.Address(null))
        {
            SenderName = OthersText.Neutral(interaction.Member?.Nick ?? user.GlobalName ?? user.Username),
            SentAt = DiscordMapping.TimeOf(interaction.Id),
            IsShared = place.IsShared(options),
            GuildId = interaction.GuildId,
            RoleIds = interaction.Member?.Roles ?? [],
        };

    private static DiscordUser? UserOf(DiscordInteraction interaction) => interaction.Member?.User ?? interaction.User;
}

/// <summary>What an interaction means.</summary>
/// <param name="Inbound">The message to store before the first response; null when the response is all there is.</param>
/// <param name="First">The first response.</param>
internal sealed record MappedInteraction(InboundMessage? Inbound, InteractionResponse First);
