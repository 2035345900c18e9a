using System.Globalization;
using Bots.Adapters.Telegram.Api;
using Bots.Sessions;

namespace Bots.Adapters.Telegram.Intake;

/// <summary>Decides what an update means to us. Pure.</summary>
internal static class TelegramMapping
{
    private const string Private = "private";
    private const string Channel = "channel";

    /// <summary>The message to answer, or null when nothing in the update is meant for us.</summary>
    public static InboundMessage? ToInbound(Update update, TelegramAccount account) =>
        update.Message is { Chat.Type: not Channel, From: { IsBot: false } from } message ? ToInbound(update.UpdateId, message, from, account) : null;

    private static InboundMessage? ToInbound(long updateId, Message message, User from, TelegramAccount account)
    {
        if (MessageContent.Of(message) is not { } content) return null;
        var isGroup = message.Chat.Type != Private;
        var text = Addressing.TextForUs(content, message, account, isGroup);
        if (text is null) return null;
        return new InboundMessage(account.Bot, $"{Text(account.Id)}:{Text(updateId)}", KeyOf(message, from, account).Value, $"telegram_{Text(from.Id)}", text, AddressOf(message))
        {
            SenderName = Intake.SenderName.Of(from),
            SentAt = SentAt(message),
            IsGroup = isGroup,
        };
    }

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
