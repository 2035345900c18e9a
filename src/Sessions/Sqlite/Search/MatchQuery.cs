using Bots.Sessions.Search;

namespace Bots.Sessions.Sqlite.Search;

/// <summary>What a person typed, and what a message holds, as the indexes want it.</summary>
internal static class MatchQuery
{
    private const int MaxWords = 64;

    /// <summary>Queries for the index of words, one for each word that carries meaning, in order; a stem only once.</summary>
    public static IReadOnlyList<string> OfWords(string text) =>
        [.. SearchWords.Meaningful(text).DistinctBy(WordStem.Of, StringComparer.Ordinal).Take(MaxWords).Select(static word => $"\"{word}\"")];

    /// <summary>The query for two of these words standing together, with one word between them at most.</summary>
    public static string Near(string word, string next) => $"NEAR({word} {next}, 1)";

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
