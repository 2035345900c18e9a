using System.Globalization;
using Bots.Adapters.Telegram.Api;
using Bots.Sessions;

namespace Bots.Adapters.Telegram.Intake;

/// <summary>Where a message stands: its chat, its topic, whose conversation it belongs to.</summary>
/// <param name="Chat">The chat.</param>
/// <param name="Topic">The forum topic, or null.</param>
internal readonly record struct TelegramPlace(Chat Chat, long? Topic)
{
    private const string Private = "private";

    public bool IsGroup => Chat.Type != Private;

    public string ChatId => Text(Chat.Id);

    // Outside of topics the thread id only says which message a chain of replies started from.
    public static TelegramPlace Of(Message message) => new(message.Chat, message.IsTopicMessage ? message.MessageThreadId : null);

    /// <summary>True where several people share one conversation. In a forum what stands in no topic stands in "General", a topic like any other.</summary>
    public bool IsShared(TelegramAccount account) =>
        IsGroup && (account.Scope == TelegramScope.Chat || (account.Scope == TelegramScope.Thread && (Topic is not null || Chat.IsForum)));

    public SessionKey KeyFor(long userId, TelegramAccount account)
    {
        var user = SessionKey.ForUser(account.Name, userId);
        if (!IsGroup) return InTopic(user);
        if (!IsShared(account)) return InTopic(user.InChat(Chat.Id));
        var chat = SessionKey.ForChat(account.Name, Chat.Id);
        return account.Scope == TelegramScope.Thread ? InTopic(chat) : chat;
    }

    public ChatAddress Address(long? messageId) => new(ChatId, Topic is { } topic ? Text(topic) : null, messageId is { } id ? Text(id) : null);

    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private SessionKey InTopic(SessionKey key) => Topic is { } topic ? key.InThread(topic) : key;
}
