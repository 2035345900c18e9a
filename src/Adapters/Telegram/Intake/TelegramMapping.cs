using System.Globalization;
using Bots.Adapters.Telegram.Api;
using Bots.Adapters.Telegram.Replies;
using Bots.Sessions;

namespace Bots.Adapters.Telegram.Intake;

/// <summary>Decides what an update means to us. Pure.</summary>
internal static class TelegramMapping
{
    private const string Private = "private";
    private const string Channel = "channel";

    /// <summary>The message to answer, or null when nothing in the update is meant for us.</summary>
    public static InboundMessage? ToInbound(Update update, TelegramAccount account) => update switch
    {
        { Message: { Chat.Type: not Channel, From: { IsBot: false } from } message } => FromMessage(update.UpdateId, message, from, account),
        { CallbackQuery: { From.IsBot: false, Message: { Chat.Type: not Channel } message, Data: { Length: > 0 } data } query } => FromPress(update.UpdateId, query.From, message, data, account),
        _ => null,
    };

    private static InboundMessage? FromMessage(long updateId, Message message, User from, TelegramAccount account)
    {
        if (MessageContent.Of(message) is not { } content) return null;
        return Addressing.TextForUs(content, message, account, IsGroup(message)) is { } text
            ? Inbound(updateId, message, from, text, account) with { SentAt = SentAt(message) }
            : null;
    }

    // The message is the bot's own: where it stands is where the press belongs, who wrote it does not matter.
    private static InboundMessage FromPress(long updateId, User from, Message message, string data, TelegramAccount account) =>
        Inbound(updateId, message, from, data, account) with { Press = new(new MessageRef(message.Chat.Id, message.MessageId).ToString()) };

    private static InboundMessage Inbound(long updateId, Message message, User from, string text, TelegramAccount account) =>
        new(account.Bot, $"{Text(account.Id)}:{Text(updateId)}", KeyOf(message, from, account).Value, $"telegram_{Text(from.Id)}", text, AddressOf(message))
        {
            SenderName = Intake.SenderName.Of(from),
            IsGroup = IsGroup(message),
        };

    private static bool IsGroup(Message message) => message.Chat.Type != Private;

    private static SessionKey KeyOf(Message message, User from, TelegramAccount account)
    {
        var user = SessionKey.ForUser(account.Name, from.Id);
        var inChat = message.Chat.Type == Private ? user : user.InChat(message.Chat.Id);
        return TopicOf(message) is { } topic ? inChat.InThread(topic) : inChat;
    }

    private static ChatAddress AddressOf(Message message) =>
        new(Text(message.Chat.Id), TopicOf(message) is { } topic ? Text(topic) : null, Text(message.MessageId));

    // Outside of topics the thread id only says which message a chain of replies started from.
    private static long? TopicOf(Message message) => message.IsTopicMessage ? message.MessageThreadId : null;

    private static DateTimeOffset SentAt(Message message) =>
        DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(message.Date, 0, DateTimeOffset.MaxValue.ToUnixTimeSeconds()));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
