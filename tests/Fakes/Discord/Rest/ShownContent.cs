using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Bots.Fakes.Discord.Rest;

/// <summary>What Discord makes of a text it is sent: "Discord may strip certain characters from message content, like invalid unicode characters or
/// characters which cause unexpected message formatting" (resources/message, create message).</summary>
internal static partial class ShownContent
{
    /// <summary>The text as it is shown: trimmed, without characters that format in unexpected ways, and with the names of emoji the bot cannot use (no
    /// server here has any of its own).</summary>
    public static string Of(string sent)
    {
        var shown = new StringBuilder(sent.Length);
        foreach (var rune in CustomEmoji.Replace(sent, "$1").EnumerateRunes())
        {
            if (rune != Rune.ReplacementChar && !IsStripped(rune.Value)) shown.Append(rune);
        }

        return shown.ToString().Trim();
    }

    // Control characters, and those that turn the direction of a text around.
    private static bool IsStripped(int rune) => rune is not ('\n' or '\t') && (rune is >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069 || (rune < 0x100 && char.GetUnicodeCategory((char)rune) == UnicodeCategory.Control));

    [GeneratedRegex(@"<a?(:\w+:)\d+>")]
    private static partial Regex CustomEmoji { get; }
}
