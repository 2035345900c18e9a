namespace Bots.Sessions.Search;

/// <summary>A text taken apart for searching, so that this is done once and not for every query.</summary>
/// <param name="Stems">The stems of all its words, in order.</param>
/// <param name="Characters">By what its Chinese, Japanese and Korean parts are found.</param>
internal sealed record SearchedText(IReadOnlyList<string> Stems, IReadOnlyList<string> Characters)
{
    public static SearchedText Of(string text) => new([.. SearchWords.All(text).Select(WordStem.Of)], [.. SearchWords.CjkOfMessage(text)]);
}
