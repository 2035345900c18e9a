using Bots.Adapters.Telegram.Api;

namespace Bots.Adapters.Telegram.Intake;

/// <summary>Decides whether a message speaks to this bot, and takes the bot's name out of it.</summary>
internal static class Addressing
{
    /// <summary>The text as meant for this bot; null when it is meant for someone else.</summary>
    public static string? TextForUs(MessageContent content, Message message, TelegramAccount account, bool isGroup)
    {
        if (CommandOf(content, message) is { } command) return WithoutName(content, command, account);
        if (!isGroup) return content.Text;
        if (MentionOf(content, account) is { } mention) return WithoutLeading(content, mention);
        if (!account.RequireMention) return content.Text;
        return message.ReplyToMessage?.From?.Id == account.Id ? content.Text : null;
    }

    /// <summary>True for a command that names no bot and answers none: every bot in the chat gets it.</summary>
    public static bool IsForAnyBot(MessageContent content, Message message, TelegramAccount account) =>
        CommandOf(content, message) is { } command && !content.Covered(command).Contains('@') && message.ReplyToMessage?.From?.Id != account.Id;

    // What was forwarded is no command of whoever forwards it.
    private static MessageEntity? CommandOf(MessageContent content, Message message) =>
        message.ForwardOrigin is null && content.Entities.FirstOrDefault(static entity => entity is { Type: "bot_command", Offset: 0 }) is { } command && content.Covered(command).Length > 1 ? command : null;

    // "/help" is for every bot in the chat, "/help@name" only for that one.
    private static string? WithoutName(MessageContent content, MessageEntity command, TelegramAccount account)
    {
        var word = content.Covered(command);
        var at = word.IndexOf('@');
        if (at < 0) return content.Text;
        return IsName(word[(at + 1)..], account) ? string.Concat(word[..at], content.Text.AsSpan(command.Length)) : null;
    }

    private static MessageEntity? MentionOf(MessageContent content, TelegramAccount account) =>
        content.Entities.FirstOrDefault(entity => entity switch
        {
            { Type: "mention" } => content.Covered(entity) is ['@', .. var name] && IsName(name, account),
            { Type: "text_mention" } => entity.User?.Id == account.Id,
            _ => false,
        });

    private static string WithoutLeading(MessageContent content, MessageEntity mention)
    {
        if (mention.Offset != 0) return content.Text;
        var rest = content.Text[mention.Length..].TrimStart(' ', ',', ':', '\n');
        return rest.Length == 0 ? content.Text : rest;
    }

    private static bool IsName(ReadOnlySpan<char> name, TelegramAccount account) =>
        account.Username.Length > 0 && name.Equals(account.Username, StringComparison.OrdinalIgnoreCase);
}
