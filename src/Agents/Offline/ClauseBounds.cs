using System.Buffers;
using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Bots.Agents.Offline;

/// <summary>Finds where clauses begin and end.</summary>
internal static partial class ClauseBounds
{
    private static readonly SearchValues<char> Ends = SearchValues.Create(".!?;\n");

    private static readonly FrozenSet<string> Abbreviations =
        FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "mr", "mrs", "ms", "dr", "st", "prof", "vs", "etc", "e.g", "i.e", "nr");

    /// <summary>The bounds of each clause, in order; joining words lie between them.</summary>
    public static IEnumerable<(int Start, int End)> In(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = SentenceEnd(text, start);
            var from = start;
            foreach (Match joint in Joint().Matches(text[start..end]))
            {
                yield return (from, start + joint.Index);
                from = start + joint.Index + joint.Length;
            }

            yield return (from, end);
            start = end;
        }
    }

    private static int SentenceEnd(string text, int from)
    {
        while (from < text.Length)
        {
            var mark = text.AsSpan(from).IndexOfAny(Ends) + from;
            if (mark < from) return text.Length;
            var end = mark + 1;
            while (end < text.Length && text[end] is '.' or '!' or '?') end++;
            if (IsEnd(text, mark, end)) return end;
            from = end;
        }

        return text.Length;
    }

    // A full stop ends no sentence within a word ("Node.js") and after an initial or a common abbreviation. Chinese and Japanese need no space after it.
    private static bool IsEnd(string text, int mark, int end)
    {
        if (text[mark] is ';' or '\n') return true;
        if (end < text.Length && !char.IsWhiteSpace(text[end])) return mark > 0 && char.GetUnicodeCategory(text[mark - 1]) == System.Globalization.UnicodeCategory.OtherLetter;
        if (text[mark] != '.' || end > mark + 1) return true;
        var word = mark;
        while (word > 0 && (char.IsLetter(text[word - 1]) || text[word - 1] == '.')) word--;
        return mark - word != 1 && !Abbreviations.Contains(text[word..mark]);
    }

    // "and", "but" and commas end a clause where a new subject begins.
    [GeneratedRegex(@"(,|\b(and|but|und|aber)\b)\s+(?=(also\s+)?(i|i'm|i've|i'd|my|ich|mein|meine|our|we|remember|call me|what|what's|who|where|when|how|which|do you|can you|could you|tell me)\s)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Joint();
}
