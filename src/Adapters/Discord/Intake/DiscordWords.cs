using System.Text.RegularExpressions;
using Bots.Adapters.Discord.Api;

namespace Bots.Adapters.Discord.Intake;

/// <summary>What a message says to the bot, as plain text.</summary>
internal static partial class DiscordWords
{
    private const int LongestDetail = 200;
    private const string Forwarded = "[Forwarded, not the user's own words:]";

    /// <summary>The text without the bot's own mention and with others' mentions as names, or an honest description of what is no text; empty when
    /// there is nothing but files.</summary>
    public static string Of(DiscordMessage message, DiscordSelf self)
    {
        var said = Mention.Replace(message.Content, match => NameOf(match.Groups[1].Value, message, self)).Trim();
        if (said.Length > 0) return said;
        if (ForwardedIn(message) is { } forwarded) return $"{Forwarded}\n{Words(forwarded.Content, forwarded.StickerItems)}".TrimEnd();
        return message.Poll is { } poll ? Describe(poll) : Words("", message.StickerItems);
    }

    /// <summary>What a model must know to understand a message: whom it answers, who speaks. Other people's words are marked as theirs.</summary>
    public static string ContextOf(DiscordMessage message, DiscordSelf self, bool isShared)
    {
        var speaker = isShared && SpeakerOf(message) is { Length: > 0 } name ? $"[{name} writes:]" : "";
        return string.Join("\n\n", new[] { Answered(message, self), speaker }.Where(static part => part.Length > 0));
    }

    /// <summary>What a message replies to, its words and files; empty when it replies to nothing that can be told.</summary>
    public static string Answered(DiscordMessage message, DiscordSelf self)
    {
        if (message.ReferencedMessage is not { Author: { } author } answered) return "";
        var files = MessageFiles.Of(answered).Select(static file => OthersText.Quoted(file.Describe()));
        var quoted = string.Join('\n', Of(answered, self) is { Length: > 0 } words ? files.Prepend(OthersText.Quoted(words)) : files);
        if (quoted.Length == 0) return "";
        var whose = author.Id == self.UserId ? "your message" : author.Id == message.Author.Id ? "their own earlier message" : $"this message of {LabelOf(author)}";
        return $"[The user replies to {whose}:]\n{quoted}";
    }

    /// <summary>What was forwarded with a message, or null.</summary>
    public static DiscordForwarded? ForwardedIn(DiscordMessage message) => message.MessageSnapshots is [{ Message: { } forwarded }, ..] ? forwarded : null;

    /// <summary>A user's name as it may stand within brackets.</summary>
    public static string LabelOf(DiscordUser user) => OthersText.Label(OthersText.Neutral(user.GlobalName ?? user.Username));

    private static string SpeakerOf(DiscordMessage message) => OthersText.Label(OthersText.Neutral(message.Member?.Nick ?? message.Author.GlobalName ?? message.Author.Username));

    private static string Words(string content, IReadOnlyList<DiscordSticker>? stickers)
    {
        if (content.Trim() is { Length: > 0 } said) return said;
        return stickers is { Count: > 0 } ? $"[The user sent a sticker: {string.Join(", ", stickers.Select(static sticker => Line(sticker?.Name)))}.]" : "";
    }

    private static string Describe(DiscordPoll poll) =>
        $"[The user sent a poll: “{Line(poll.Question?.Text)}” with the options {string.Join(", ", (poll.Answers ?? []).Select(static answer => Line(answer?.PollMedia?.Text)))}.]";

    private static string Line(string? text) => string.IsNullOrWhiteSpace(text) ? "(without words)" : OthersText.Neutral(text, LongestDetail);

    private static string NameOf(string userId, DiscordMessage message, DiscordSelf self)
    {
        if (userId == self.UserId) return "";
        var user = message.Mentions?.FirstOrDefault(user => user?.Id == userId);
        return user is null ? $"<@{userId}>" : $"@{OthersText.Neutral(user.GlobalName ?? user.Username)}";
    }

    [GeneratedRegex(@"<@!?(\d+)>")]
    private static partial Regex Mention { get; }
}
