using Bots.Adapters.Telegram.Api;

namespace Bots.Adapters.Telegram.Intake;

/// <summary>What a model must know to understand a message: whom it answers, who speaks. Other people's words are marked as theirs.</summary>
internal static class MessageContext
{
    /// <summary>The context of a message; empty when it speaks for itself.</summary>
    public static string Of(Message message, TelegramPlace place, TelegramAccount account)
    {
        var speaker = place.IsShared(account) && SenderName.Of(message.From!) is { Length: > 0 } name ? $"[{OthersText.Label(name)} writes:]" : "";
        return string.Join("\n\n", new[] { Answered(message, account), speaker }.Where(static part => part.Length > 0));
    }

    /// <summary>Says that a text comes from somebody else.</summary>
    public static string ForwardMark(MessageOrigin origin)
    {
        var name = origin.SenderUser is { } user ? SenderName.Of(user) : OthersText.Neutral(origin.SenderUserName ?? origin.Chat?.Title ?? "");
        return $"[Forwarded{(name.Length > 0 ? $" from {OthersText.Label(name)}" : "")}, not the user's own words:]";
    }

    private static string Answered(Message message, TelegramAccount account)
    {
        // In a topic every message answers the one that opened it.
        if (message.ReplyToMessage is not { Service: null } answered) return message.Quote is { Length: > 0 } alone ? $"[The user quotes a message from elsewhere:]\n{OthersText.Quoted(alone)}" : "";
        var words = message.Quote is { Length: > 0 } quote ? quote : MessageContent.Of(answered)?.Text ?? (MessageFiles.Of(answered) is [var file] ? file.Describe() : null);
        if (words is null) return "";
        var whose = answered.From?.Id == account.Id ? "your message" : answered.From?.Id == message.From?.Id ? "their own earlier message" : $"this message of {Author(answered)}";
        return $"[The user replies to {whose}:]\n{OthersText.Quoted(words)}";
    }

    private static string Author(Message message)
    {
        var name = message.From is { } from ? SenderName.Of(from) : OthersText.Neutral(message.SenderChat?.Title ?? "");
        return name.Length > 0 ? OthersText.Label(name) : "somebody";
    }
}
