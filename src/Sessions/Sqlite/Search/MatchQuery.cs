using Bots.Sessions.Search;

namespace Bots.Sessions.Sqlite.Search;

/// <summary>What a person typed, and what a message holds, as the indexes want it.</summary>
internal static class MatchQuery
{
    /// <summary>Queries for the index of words, one for each word to look up, in order.</summary>
    public static IReadOnlyList<string> OfWords(string text) => [.. SearchWords.OfQuery(text).Select(Quoted)];

    /// <summary>The query for two of these words standing together, with one word between them at most.</summary>
    public static string Near(string word, string next) => $"NEAR({word} {next}, 1)";

    /// <summary>Queries for the index of characters, one for each pair to look up.</summary>
    public static IReadOnlyList<string> OfCharacters(string text) => [.. SearchWords.CjkOfQuery(text).Select(Quoted)];

    /// <summary>The query for any of these.</summary>
    public static string Any(IEnumerable<string> queries) => string.Join(" OR ", queries);

    /// <summary>What the index of words holds of a message.</summary>
    public static string Words(string text) => SearchWords.WithoutCjk(text);

    /// <summary>What the index of characters holds of a message; null when there is no such text in it.</summary>
    public static string? Characters(string text) => string.Join(' ', SearchWords.CjkOfMessage(text)) is { Length: > 0 } characters ? characters : null;

    private static string Quoted(string word) => $"\"{word}\"";
}
