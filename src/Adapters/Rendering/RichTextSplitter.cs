using System.Globalization;

namespace Bots.Adapters.Rendering;

/// <summary>Cuts a text into pieces that a platform takes, at the best places, styles going on in the next piece.</summary>
internal static class RichTextSplitter
{
    /// <summary>Splits within <paramref name="maxCodePoints"/> and <paramref name="maxSpans"/> per piece. Only white space at a cut is left out.</summary>
    public static IReadOnlyList<RichText> Split(RichText whole, int maxCodePoints, int maxSpans)
    {
        var pieces = new List<RichText>();
        var start = 0;
        while (start < whole.Text.Length)
        {
            var end = EndOfPiece(whole, start, maxCodePoints, maxSpans);
            Add(pieces, whole, start, end);
            start = SkipGap(whole, end);
        }

        return pieces;
    }

    private static int EndOfPiece(RichText whole, int start, int maxCodePoints, int maxSpans)
    {
        var end = Math.Min(Furthest(whole.Text, start, maxCodePoints), SpanLimit(whole, start, maxSpans));
        return end == whole.Text.Length ? end : CutPoints.Best(whole, start, end);
    }

    // Whole graphemes as long as they fit; one that alone is too long is cut between code points.
    private static int Furthest(string text, int start, int maxCodePoints)
    {
        var (end, left) = (start, maxCodePoints);
        while (end < text.Length)
        {
            var length = StringInfo.GetNextTextElementLength(text, end);
            left -= CodePoints.Count(text.AsSpan(end, length));
            if (left < 0) return end > start ? end : start + CodePoints.Prefix(text.AsSpan(start), maxCodePoints);
            end += length;
        }

        return end;
    }

    private static int SpanLimit(RichText whole, int start, int maxSpans)
    {
        var count = 0;
        foreach (var span in whole.Spans)
        {
            if (span.End > start && ++count > maxSpans) return Math.Max(span.Start, start + 1);
        }

        return whole.Text.Length;
    }

    private static void Add(List<RichText> pieces, RichText whole, int start, int end)
    {
        var text = whole.Text[start..end].TrimEnd();
        if (text.Length == 0) return;
        var last = start + text.Length;
        var spans = whole.Spans
            .Where(span => span.Start < last && span.End > start)
            .Select(span => (Start: Math.Max(span.Start, start), End: Math.Min(span.End, last), span))
            .Select(cut => cut.span with { Start = cut.Start - start, Length = cut.End - cut.Start });
        pieces.Add(new(text, [.. spans]));
    }

    // In code the next line's indentation stays; elsewhere a piece starts with a visible character.
    private static int SkipGap(RichText whole, int end)
    {
        while (end < whole.Text.Length && char.IsWhiteSpace(whole.Text[end]))
        {
            if (whole.Text[end] != '\n' && CutPoints.IsInCode(whole, end)) break;
            end++;
        }

        return end;
    }
}
