using System.Globalization;
using System.Text;

namespace Bots.Adapters;

/// <summary>Makes text that strangers chose harmless before it may end up in a prompt: names, titles, quotes.</summary>
internal static class OthersText
{
    private const int LongestName = 64;
    private const int LongestQuote = 1_000;

    /// <summary>One line of bounded length, without control or invisible formatting characters.</summary>
    public static string Neutral(string name, int longest = LongestName)
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

    /// <summary>A name as it may stand within brackets.</summary>
    public static string Label(string name) => name.Replace('[', '(').Replace(']', ')');

    /// <summary>Somebody's words, every line marked as quoted.</summary>
    public static string Quoted(string text)
    {
        var bounded = text.Length <= LongestQuote ? text : text[..(char.IsHighSurrogate(text[LongestQuote - 1]) ? LongestQuote - 1 : LongestQuote)] + "…";
        return "> " + bounded.ReplaceLineEndings("\n").Replace("\n", "\n> ", StringComparison.Ordinal);
    }

    private static bool IsBlank(Rune rune) => Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate;
}
