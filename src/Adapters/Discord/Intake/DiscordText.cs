using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Bots.Adapters.Discord.Api;
using Bots.Adapters.Telegram.Intake;

namespace Bots.Adapters.Discord.Intake;

/// <summary>What a message says to the bot, as plain text.</summary>
internal static partial class DiscordText
{
    private const int LongestQuote = 500;
    private const int MostAttachments = 10;

    /// <summary>The text without the bot's own mention, others' mentions as names, with what it replies to and what is attached; empty when it says nothing.</summary>
    public static string Of(DiscordMessage message, DiscordSelf self)
    {
        var said = Mention.Replace(message.Content, match => NameOf(match.Groups[1].Value, message, self)).Trim();
        if (said.StartsWith('/')) return said;
        var text = new StringBuilder();
        if (message.ReferencedMessage is { Content.Length: > 0 } original && original.Author.Id != self.UserId && said.Length > 0) AppendQuote(text, original);
        text.Append(said);
        foreach (var attachment in (message.Attachments ?? []).Take(MostAttachments)) AppendAttachment(text, attachment);
        return text.ToString();
    }

    private static string NameOf(string userId, DiscordMessage message, DiscordSelf self)
    {
        if (userId == self.UserId) return "";
        var user = message.Mentions?.FirstOrDefault(user => user.Id == userId);
        return user is null ? $"<@{userId}>" : $"@{SenderName.Neutral(user.GlobalName ?? user.Username)}";
    }

    private static void AppendQuote(StringBuilder text, DiscordMessage original)
    {
        var quote = original.Content.Length <= LongestQuote ? original.Content : original.Content[..LongestQuote] + "…";
        var name = SenderName.Neutral(original.Author.GlobalName ?? original.Author.Username);
        text.Append(CultureInfo.InvariantCulture, $"[in reply to {name}: {quote.ReplaceLineEndings(" ")}]\n");
    }

    private static void AppendAttachment(StringBuilder text, DiscordAttachment attachment)
    {
        if (text.Length > 0) text.Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"[attached, cannot be read here: {SenderName.Neutral(attachment.Filename)}, {attachment.ContentType ?? "unknown type"}, {attachment.Size} bytes]");
    }

    [GeneratedRegex(@"<@!?(\d+)>")]
    private static partial Regex Mention { get; }
}
