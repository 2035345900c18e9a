namespace Bots.Agents.Offline;

/// <summary>Cuts an answer into a few pieces at spaces, so that it streams like any other.</summary>
internal static class Pieces
{
    private const int Count = 4;
    private const int Shortest = 12;

    public static IEnumerable<string> Of(string text)
    {
        var size = Math.Max(Shortest, text.Length / Count);
        var start = 0;
        while (text.Length - start > size && text.IndexOf(' ', start + size) is > 0 and var space)
        {
            yield return text[start..space];
            start = space;
        }

        yield return text[start..];
    }
}
