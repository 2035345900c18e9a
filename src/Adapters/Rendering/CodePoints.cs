namespace Bots.Adapters.Rendering;

/// <summary>Counts in the unit of Telegram's limits.</summary>
internal static class CodePoints
{
    /// <summary>How many code points the text has; half a surrogate pair counts as one.</summary>
    public static int Count(ReadOnlySpan<char> text)
    {
        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (!IsSecondHalf(text, i)) count++;
        }

        return count;
    }

    /// <summary>How many UTF-16 units the first <paramref name="count"/> code points take.</summary>
    public static int Prefix(ReadOnlySpan<char> text, int count)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!IsSecondHalf(text, i) && count-- == 0) return i;
        }

        return text.Length;
    }

    private static bool IsSecondHalf(ReadOnlySpan<char> text, int index) =>
        index > 0 && char.IsLowSurrogate(text[index]) && char.IsHighSurrogate(text[index - 1]);
}
