using Bots.Adapters.Telegram.Api;
using Bots.Adapters.Telegram.Replies;
using Bots.Sessions;
using static Bots.Adapters.Telegram.Intake.TelegramPlace;

namespace Bots.Adapters.Telegram.Intake;

/// <summary>Decides what an update means to us. Pure.</summary>
internal static class TelegramMapping
{
    private const string Channel = "channel";

    // Longer than this, a text was probably cut by the user's program, which sends the rest as the next message.
    private const int CutText = 4_000;

    /// <summary>What to do about an update.</summary>
    public static Mapped Map(Update update, TelegramAccount account) => update switch
    {
        { Malformed: { } reason } => new Mapped.Ignored($"malformed: {reason}"),
        { Message: { } message } => FromMessage(update.UpdateId, message, account),
        { EditedMessage: { } message } => FromEdit(update.UpdateId, message, account),
        { CallbackQuery: { } query } => FromPress(update.UpdateId, query, account),
        { MyChatMember: { } member } => FromMembership(member, account),
        { MessageReaction: { } reaction } => FromReaction(update.UpdateId, reaction, account),
        { StoppedMessageGeneration: { } stopped } => FromStop(update.UpdateId, stopped, account),
        _ => new Mapped.Ignored(update.Kind.Length == 0 ? "an update without content" : $"{update.Kind} is not used"),
    };

    private static Mapped FromMessage(long updateId, Message message, TelegramAccount account)
    {
        if (Moved(message, account) is { } moved) return new Mapped.Changed(moved);
        if (message.Service is { } service) return new Mapped.Ignored($"service message {service}");
        if (WhyNot(message) is { } why) return new Mapped.Ignored(why);
        return FromPerson(updateId, message, message.From!, account);
    }

    private static Mapped FromEdit(long updateId, Message message, TelegramAccount account)
    {
        if (WhyNot(message) is { } why) return new Mapped.Ignored(why);
        if (message.Text is null && message.Caption is null && MessageFiles.Of(message).Count == 0) return new Mapped.Ignored("an edit that changes no words");
        return FromPerson(updateId, message, message.From!, account) switch
        {
            Mapped.ForUs edit => new Mapped.ForUs(AsEdit(edit.Inbound, message)),
            // It may change a part of what was for the bot, or take the mention out of it.
            Mapped.Overheard edit => new Mapped.ForUs(AsEdit(edit.Inbound, message) with { IsOverheard = true }),
            _ => new Mapped.Ignored("an edit of a message that is not for this bot"),
        };
    }

    // The same message may be edited often: the time of the edit tells them apart whatever numbers the server gives its updates.
    private static InboundMessage AsEdit(InboundMessage message, Message edited) =>
        message with { IsEdit = true, DedupeId = $"{message.DedupeId}@{Text(edited.EditDate ?? 0)}", Part = null };

    private static string? WhyNot(Message message) => message switch
    {
        { Chat.Type: Channel } => "a channel's post",
        { From: null } => "a message without a sender",
        { From.IsBot: true } => "another bot's message",
        _ => null,
    };

    private static Mapped FromPerson(long updateId, Message message, User from, TelegramAccount account)
    {
        var place = TelegramPlace.Of(message);
        var attachments = MessageFiles.Of(message);
        // In a group nobody asked the bot; in private whoever sent it waits for an answer.
        var words = MessageContent.Of(message) ?? (place.IsGroup || attachments.Count > 0 ? null : MessageContent.OfUnknown(message));
        if (words is null && attachments.Count == 0) return new Mapped.Ignored(message.Unknown is { } field ? $"a message of unknown kind ({field})" : "an empty message");
        var forUs = Addressing.TextForUs(words ?? MessageContent.Empty, message, account, place.IsGroup);
        var inbound = Inbound(updateId, place, from, forUs ?? words?.Text ?? "", message.MessageId, account) with
        {
            SentAt = TimeOf(message.Date),
            Context = MessageContext.Of(message, place, account),
            Attachments = attachments,
            Part = PartOf(message),
            MayBeForOthers = place.IsGroup && Addressing.IsForAnyBot(words ?? MessageContent.Empty, message, account),
        };
        if (forUs is null && !place.IsGroup) return new Mapped.Ignored("a command for another bot");
        return forUs is null ? new Mapped.Overheard(inbound) : new Mapped.ForUs(Forwarded(inbound, message));
    }

    // What was forwarded is somebody else's: it is marked, and it is never a command.
    private static InboundMessage Forwarded(InboundMessage inbound, Message message) =>
        message.ForwardOrigin is { } origin ? inbound with { Text = $"{MessageContext.ForwardMark(origin)}\n{inbound.Text}".TrimEnd() } : inbound;

    private static MessagePart PartOf(Message message) =>
        new(message.MessageId) { Album = message.MediaGroupId, IsCut = message is { MediaGroupId: null, Text.Length: >= CutText } };

    // The message is the bot's own: where it stands is where the press belongs, who wrote it does not matter.
    private static Mapped FromPress(long updateId, CallbackQuery query, TelegramAccount account)
    {
        if (query is not { From.IsBot: false, Message: { Chat.Type: not Channel } message, Data: { Length: > 0 } data }) return new Mapped.Ignored("a press of something that is not ours");
        var place = TelegramPlace.Of(message);
        var press = place.IsGroup ? PressData.Parse(data) : new(null, data);
        if (OtherAsker(press, message, place, query.From, account) is { } asker) return new Mapped.NotTheirs(asker.Length > 0 ? $"These buttons are for {asker}." : "These buttons are for somebody else.");
        var pressed = new ButtonPress(new MessageRef(message.Chat.Id, message.MessageId).ToString());
        return new Mapped.ForUs(Inbound(updateId, place, query.From, press.Said, message.MessageId, account) with { Press = pressed });
    }

    // The buttons themselves say whose they are. Those of earlier versions did not: there the quoted question tells, except where a conversation is shared.
    private static string? OtherAsker(PressData press, Message message, TelegramPlace place, User presser, TelegramAccount account)
    {
        var quoted = message.ReplyToMessage?.From is { IsBot: false } person ? person : null;
        if (press.Asker is { } asker) return asker == presser.Id ? null : quoted?.Id == asker ? SenderName.Of(quoted) : "";
        return place.IsGroup && !place.IsShared(account) && quoted is not null && quoted.Id != presser.Id ? SenderName.Of(quoted) : null;
    }

    private static Mapped.Changed FromMembership(ChatMemberUpdated member, TelegramAccount account)
    {
        var isIn = member.Status is "member" or "administrator" or "creator" || (member.Status == "restricted" && member.IsMember);
        var key = new TelegramPlace(member.Chat, null).IsGroup ? SessionKey.ForChat(account.Name, member.Chat.Id).Value : null;
        return new(isIn ? new ChatChange.Regained(account.Bot, Text(member.Chat.Id)) { ChatKey = key } : new ChatChange.Lost(account.Bot, Text(member.Chat.Id)) { ChatKey = key });
    }

    private static Mapped FromReaction(long updateId, MessageReactionUpdated reaction, TelegramAccount account)
    {
        string[] added = [.. reaction.New.Except(reaction.Old)];
        if (reaction is not { User: { IsBot: false } user, Chat.Type: not Channel }) return new Mapped.Ignored("an anonymous reaction");
        if (added.Length == 0) return new Mapped.Ignored("a reaction taken back");
        return new Mapped.ForUs(Inbound(updateId, new(reaction.Chat, null), user, "", reaction.MessageId, account) with
        {
            SentAt = TimeOf(reaction.Date),
            Reaction = new(Text(reaction.MessageId), added),
        });
    }

    private static Mapped FromStop(long updateId, StoppedGeneration stopped, TelegramAccount account)
    {
        var place = new TelegramPlace(stopped.Chat, stopped.MessageThreadId);
        if (place.IsGroup) return new Mapped.Ignored("a stop outside of a private chat");
        return new Mapped.ForUs(Inbound(updateId, place, new(stopped.Chat.Id), "/stop", null, account));
    }

    private static ChatChange.Moved? Moved(Message message, TelegramAccount account)
    {
        if (message.MigrateToChatId is { } to) return Moved(message.Chat.Id, to, account);
        return message.MigrateFromChatId is { } from ? Moved(from, message.Chat.Id, account) : null;
    }

    private static ChatChange.Moved Moved(long from, long to, TelegramAccount account) =>
        new(account.Bot, Text(from), Text(to), SessionKey.ForChat(account.Name, from).Value, SessionKey.ForChat(account.Name, to).Value)
        {
            ChatKey = SessionKey.ForChat(account.Name, from).Value,
        };

    private static InboundMessage Inbound(long updateId, TelegramPlace place, User from, string text, long? messageId, TelegramAccount account) =>
        new(account.Bot, $"{Text(account.Id)}:{Text(updateId)}", place.KeyFor(from.Id, account).Value, $"telegram_{Text(from.Id)}", text, place.Address(messageId))
        {
            SenderName = SenderName.Of(from),
            IsGroup = place.IsGroup,
            IsShared = place.IsShared(account),
        };

    private static DateTimeOffset TimeOf(long seconds) =>
        DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(seconds, 0, DateTimeOffset.MaxValue.ToUnixTimeSeconds()));
}
