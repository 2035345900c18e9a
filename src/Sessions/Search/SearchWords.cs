using System.Globalization;
using System.Text;

namespace Bots.Sessions.Search;

/// <summary>Takes text apart: the words that carry meaning, and the characters of Chinese, Japanese or Korean text.</summary>
/// <remarks>The one rule for every search: of messages and of memories, in every store.</remarks>
internal static class SearchWords
{
    private static readonly HashSet<string> StopWords = new(StringComparer.Ordinal)
    {
        "a", "about", "after", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "because", "been", "before", "being", "but", "by",
        "can", "could", "d", "did", "didn", "do", "does", "doesn", "doing", "don", "for", "from", "had", "has", "have", "having", "he", "her", "hers",
        "him", "his", "how", "i", "if", "in", "into", "is", "isn", "it", "its", "just", "ll", "m", "me", "my", "no", "nor", "not", "of", "off", "on",
        "or", "our", "ours", "out", "over", "re", "s", "she", "should", "so", "some", "such", "t", "than", "that", "the", "their", "theirs", "them",
        "then", "there", "these", "they", "this", "those", "to", "too", "under", "up", "ve", "very", "was", "wasn", "we", "were", "what", "when",
        "where", "which", "while", "who", "whom", "why", "will", "with", "won", "would", "you", "your", "yours",
    };

    /// <summary>Every word in lower case, Chinese, Japanese and Korean text aside.</summary>
    public static IEnumerable<string> All(string text) => Runs(text).Where(static run => !run.IsCjk).Select(static run => run.Text);

    /// <summary>The words of a query to look up, in lower case and in order, none with the stem of another.</summary>
    public static IReadOnlyList<string> OfQuery(string text) => TellingWords.LookedUp([.. Meaningful(text).DistinctBy(WordStem.Of, StringComparer.Ordinal)]);

    /// <summary>What to look up of the Chinese, Japanese and Korean text in a query, each once.</summary>
    public static IReadOnlyList<string> CjkOfQuery(string text) =>
        TellingWords.LookedUp([.. Runs(text).Where(static run => run.IsCjk).SelectMany(static run => Pairs(run.Text, alsoSingle: false)).Distinct(StringComparer.Ordinal)]);

    /// <summary>By what the Chinese, Japanese and Korean text in a message can be found.</summary>
    public static IEnumerable<string> CjkOfMessage(string text) =>
        HasCjk(text) ? Runs(text).Where(static run => run.IsCjk).SelectMany(static run => Pairs(run.Text, alsoSingle: true)) : [];

    /// <summary>The text without its Chinese, Japanese and Korean parts, so that a word or a number between these stands alone; most texts as they are.</summary>
    public static string WithoutCjk(string text)
    {
        if (!HasCjk(text)) return text;
        var rest = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsCjk(rune)) rest.Append(rune);
            else if (rest.Length == 0 || rest[^1] != ' ') rest.Append(' ');
        }

        return rest.ToString();
    }

    // Halves of what lies beyond the first plane are in that range as well, so that a text without any of it needs no closer look.
    private static bool HasCjk(string text) => text.AsSpan().ContainsAnyInRange('\u3040', '\uFF9F') && text.EnumerateRunes().Any(IsCjk);

    private static IEnumerable<string> Meaningful(string text) => All(text).Where(static word => !StopWords.Contains(word));

    // Most words there have two characters: pairs find them where triples would not.
    private static IEnumerable<string> Pairs(string run, bool alsoSingle)
    {
        var characters = run.EnumerateRunes().Select(static rune => rune.ToString()).ToList();
        var pairs = characters.Zip(characters.Skip(1), static (first, second) => first + second);
        return alsoSingle || characters.Count == 1 ? characters.Concat(pairs) : pairs;
    }

    // No normalization here: taking a message out of the index needs the very text that was put in, on any machine.
    private static IEnumerable<(string Text, bool IsCjk)> Runs(string text)
    {
        var (word, isCjk) = (new StringBuilder(), false);
        foreach (var rune in text.ToLowerInvariant().EnumerateRunes())
        {
            var isPart = IsPart(rune);
            if (word.Length > 0 && (!isPart || isCjk != IsCjk(rune)))
            {
                yield return (word.ToString(), isCjk);
                word.Clear();
            }

            if (!isPart) continue;
            isCjk = IsCjk(rune);
            word.Append(rune);
        }

        if (word.Length > 0) yield return (word.ToString(), isCjk);
    }

    private static bool IsPart(Rune rune) => Rune.IsLetterOrDigit(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static bool IsCjk(Rune rune) => rune.Value
        is (>= 0x3040 and <= 0x30FF) or (>= 0x31F0 and <= 0x31FF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF)
        or (>= 0xAC00 and <= 0xD7AF) or (>= 0xF900 and <= 0xFAFF) or (>= 0xFF66 and <= 0xFF9F) or (>= 0x20000 and <= 0x3FFFF);
}
