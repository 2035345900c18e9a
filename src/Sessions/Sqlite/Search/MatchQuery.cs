using Bots.Sessions.Search;

namespace Bots.Sessions.Sqlite.Search;

/// <summary>What a person typed, and what a message holds, as the indexes want it.</summary>
internal static class MatchQuery
{
    private const int MaxWords = 64;

    /// <summary>The query for the index of words; null when no word carries meaning.</summary>
    public static string? OfWords(string text) => Quoted(SearchWords.Meaningful(text));

    /// <summary>The query for the index of characters; null when there is no such text.</summary>
    public static string? OfCharacters(string text) => Quoted(SearchWords.CjkOfQuery(text));

    /// <summary>What the index of characters holds of a message; null when there is no such text in it.</summary>
    public static string? Characters(string text) => string.Join(' ', SearchWords.CjkOfMessage(text)) is { Length: > 0 } characters ? characters : null;

    private static string? Quoted(IEnumerable<string> words)
    {
        var query = string.Join(" OR ", words.Distinct(StringComparer.Ordinal).Take(MaxWords).Select(static word => $"\"{word}\""));
        return query.Length == 0 ? null : query;
    }
}
