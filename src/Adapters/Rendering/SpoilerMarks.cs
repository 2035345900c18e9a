using Markdig.Syntax.Inlines;

namespace Bots.Adapters.Rendering;

/// <summary>Finds <c>||spoilers||</c>, which the parser leaves as single bars because tables are made of them.</summary>
internal static class SpoilerMarks
{
    private static readonly Dictionary<int, bool> None = [];

    /// <summary>The positions of double bars among siblings, each with whether it opens a spoiler; only whole pairs.</summary>
    public static Dictionary<int, bool> In(List<Inline> siblings)
    {
        var marks = None;
        int? opening = null;
        for (var i = 0; i + 1 < siblings.Count; i++)
        {
            if (!IsBar(siblings[i]) || !IsBar(siblings[i + 1])) continue;
            if (opening is { } start && i > start + 2 && !EndsWithSpace(siblings[i - 1]))
            {
                marks = marks.Count == 0 ? [] : marks;
                marks[start] = true;
                marks[i] = false;
                opening = null;
            }
            else if (i + 2 < siblings.Count && !StartsWithSpace(siblings[i + 2]))
            {
                opening = i;
            }

            i++;
        }

        return marks;
    }

    private static bool IsBar(Inline inline) => inline is LiteralInline { Content: { Length: 1 } content } && content.CurrentChar == '|';

    private static bool StartsWithSpace(Inline inline) => inline is LineBreakInline or LiteralInline { Content.IsEmpty: true } || (inline is LiteralInline literal && char.IsWhiteSpace(literal.Content.AsSpan()[0]));

    private static bool EndsWithSpace(Inline inline) => inline is LineBreakInline or LiteralInline { Content.IsEmpty: true } || (inline is LiteralInline literal && char.IsWhiteSpace(literal.Content.AsSpan()[^1]));
}
