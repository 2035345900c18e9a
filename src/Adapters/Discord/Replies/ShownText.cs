using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Bots.Adapters.Discord.Api;

namespace Bots.Adapters.Discord.Replies;

/// <summary>Recognises what was sent in what is shown: Discord trims texts, strips characters from them, and shows the name of an emoji the bot cannot use.</summary>
internal static partial class ShownText
{
    /// <summary>Whether a message shows a payload: its text and its file.</summary>
    public static bool IsSame(DiscordMessage shown, DiscordPayload sent) => IsSame(shown.Content, sent.Content) && IsSameFile(shown, sent.File);

    /// <summary>Whether one text is what Discord makes of the other.</summary>
    public static bool IsSame(string shown, string? sent) => EssenceOf(shown) == EssenceOf(sent ?? "");

    /// <summary>Whether a preview shows the beginning of a text.</summary>
    public static bool IsBeginning(string preview, string? sent) =>
        EssenceOf(Preview.WithoutMarker(preview)) is { Length: > 0 } beginning && EssenceOf(sent ?? "").StartsWith(beginning, StringComparison.Ordinal);

    // Names are rewritten as well, and further than texts.
    private static bool IsSameFile(DiscordMessage shown, ReplyFile? sent) => shown.Attachments is [{ Filename: var name }, ..]
        ? sent is not null && name.Where(char.IsAsciiLetterOrDigit).SequenceEqual(sent.Name.Where(char.IsAsciiLetterOrDigit))
        : sent is null;

    private static string EssenceOf(string text)
    {
        var essence = new StringBuilder(text.Length);
        foreach (var rune in CustomEmoji.Replace(text, "$1").EnumerateRunes())
        {
            if (IsKept(rune)) essence.Append(rune);
        }

        return essence.ToString();
    }

    private static bool IsKept(Rune rune) => rune != Rune.ReplacementChar && !Rune.IsWhiteSpace(rune) && Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate);

    [GeneratedRegex(@"<a?(:\w+:)\d+>")]
    private static partial Regex CustomEmoji { get; }
}
