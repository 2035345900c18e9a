namespace Bots.Sessions.Search;

/// <summary>Which words of a long query count. The one rule for every search, in every store.</summary>
internal static class TellingWords
{
    /// <summary>So many words count.</summary>
    public const int MostCounted = 64;

    /// <summary>So many words are looked up.</summary>
    public const int MostLookedUp = 1_000;

    /// <summary>The words to look up, in their order: all of them, or the longest (of equally long ones the first).</summary>
    public static IReadOnlyList<string> LookedUp(IReadOnlyList<string> words) => words.Count <= MostLookedUp ? words
        : [.. words.Index().OrderByDescending(static word => word.Item.Length).Take(MostLookedUp).OrderBy(static word => word.Index).Select(static word => word.Item)];

    /// <summary>The numbers of the words that count, in order: those that fewest texts hold (of equally rare ones the first); words that no text holds come last.</summary>
    /// <param name="found">For each word how many of the searched texts hold it.</param>
    public static IReadOnlyList<int> Counted(IReadOnlyList<int> found)
    {
        var all = Enumerable.Range(0, found.Count);
        return found.Count <= MostCounted ? [.. all] : [.. all.OrderBy(word => found[word] == 0 ? int.MaxValue : found[word]).Take(MostCounted).Order()];
    }
}
