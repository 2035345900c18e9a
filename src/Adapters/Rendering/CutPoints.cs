using System.Globalization;

namespace Bots.Adapters.Rendering;

/// <summary>Where a text that is too long is best cut.</summary>
internal static class CutPoints
{
    /// <summary>The best place in (start, end]: between blocks, else between lines, else between lines of code, else words, else at the end.</summary>
    /// <remarks>A better kind of place is taken only as long as the piece does not become much shorter for it.</remarks>
    public static int Best(RichText whole, int start, int end)
    {
        var half = start + ((end - start) / 2);
        var quarter = start + ((end - start) / 4);
        return Last(whole, half, end, static (whole, i) => IsBlankLine(whole.Text, i) && !IsInCode(whole, i))
            ?? Last(whole, half, end, static (whole, i) => whole.Text[i] == '\n' && !IsInCode(whole, i))
            ?? Last(whole, quarter, end, static (whole, i) => whole.Text[i] == '\n')
            ?? Last(whole, quarter, end, static (whole, i) => IsSpace(whole.Text, i))
            ?? end;
    }

    /// <summary>True when the character at <paramref name="index"/> stands within a code block.</summary>
    public static bool IsInCode(RichText whole, int index)
    {
        foreach (var span in whole.Spans)
        {
            if (span.Start > index) return false;
            if (span.Kind == SpanKind.Pre && index < span.End) return true;
        }

        return false;
    }

    private static int? Last(RichText whole, int after, int end, Func<RichText, int, bool> fits)
    {
        for (var i = Math.Min(end, whole.Text.Length - 1); i > after; i--)
        {
            if (fits(whole, i)) return i;
        }

        return null;
    }

    // A mark that combines with the space would lose what it stands on.
    private static bool IsSpace(string text, int index) =>
        char.IsWhiteSpace(text[index]) && StringInfo.GetNextTextElementLength(text, index) == 1;

    private static bool IsBlankLine(string text, int index) => text[index] == '\n' && index + 1 < text.Length && text[index + 1] == '\n';
}
