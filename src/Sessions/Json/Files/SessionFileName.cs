using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Bots.Sessions.Json.Files;

/// <summary>Which file a session may live in: the name the format prescribes, then names only this id has.</summary>
internal static class SessionFileName
{
    public const string Ending = ".json";

    // File systems take 255 bytes; the rest is for the endings of lock, temporary and set-aside files.
    private const int MaxBytes = 200;
    private const int Attempts = 4;

    /// <summary>The file names to look at, in order. Ids may share the first, hardly ever a later one.</summary>
    public static IEnumerable<string> Candidates(string sessionId)
    {
        var safe = Safe(sessionId);
        yield return Fits(safe) ? safe + Ending : $"{Start(safe)}-{Hash(sessionId, 0)}{Ending}";
        for (var attempt = 1; attempt < Attempts; attempt++) yield return $"{Start(safe)}-{Hash(sessionId, attempt)}{Ending}";
    }

    /// <summary>How the names of all files begin whose sessions' ids begin so.</summary>
    public static string Beginning(string idPrefix) => Start(Safe(idPrefix));

    /// <summary>The id as the format writes it into file names: letters, numbers, <c>-</c> and <c>_</c> stay, everything else becomes <c>_</c>.</summary>
    public static string Safe(string sessionId)
    {
        var name = new StringBuilder(sessionId.Length);
        foreach (var rune in sessionId.EnumerateRunes())
        {
            if (rune.Value is '-' or '_' || IsLetterOrNumber(Rune.GetUnicodeCategory(rune))) name.Append(rune.ToString());
            else name.Append('_');
        }

        return name.ToString();
    }

    private static bool IsLetterOrNumber(UnicodeCategory category) => category is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter
        or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    private static bool Fits(string safe) => Encoding.UTF8.GetByteCount(safe) <= MaxBytes;

    private static string Start(string safe)
    {
        var start = new StringBuilder();
        var bytes = 0;
        foreach (var rune in safe.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > MaxBytes - 17) break;
            start.Append(rune.ToString());
        }

        return start.ToString();
    }

    private static string Hash(string sessionId, int attempt) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{attempt}:{sessionId}")))[..16];
}
