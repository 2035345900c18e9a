using System.Globalization;
using System.Text;
using Bots.Adapters.Telegram.Api;

namespace Bots.Adapters.Telegram.Intake;

/// <summary>Makes a display name harmless: it is text that a stranger chose, and it may end up in a prompt.</summary>
internal static class SenderName
{
    private const int Longest = 64;

    /// <summary>One line of at most 64 characters, without control or invisible formatting characters.</summary>
    public static string Of(User user) => Neutral(user.LastName is { Length: > 0 } last ? $"{user.FirstName} {last}" : user.FirstName);

    /// <summary>The same for any text.</summary>
    public static string Neutral(string name, int longest = Longest)
    {
        var text = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            if (text.Length + rune.Utf16SequenceLength > longest) break;
            if (!IsBlank(rune)) text.Append(rune);
            else if (text.Length > 0 && text[^1] != ' ') text.Append(' ');
        }

        return text.ToString().Trim();
    }

    private static bool IsBlank(Rune rune) => Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate;
}
