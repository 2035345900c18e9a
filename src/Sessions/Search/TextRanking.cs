namespace Bots.Sessions.Search;

/// <summary>Ranks texts that lie in memory by the words of a query: BM25 over stems, and over the characters of Chinese, Japanese and Korean text.</summary>
internal sealed class TextRanking
{
    private readonly WordRanking _words;
    private readonly TermRanking _characters;

    public TextRanking(string query)
    {
        _words = new([.. SearchWords.OfQuery(query).Select(WordStem.Of)]);
        _characters = new(SearchWords.CjkOfQuery(query));
    }

    /// <summary>True when no word of the query carries meaning.</summary>
    public bool IsEmpty => _words.IsEmpty && _characters.IsEmpty;

    /// <summary>Adds the next text.</summary>
    public void Add(SearchedText text)
    {
        _words.Add(text.Stems);
        _characters.Add(text.Characters);
    }

    /// <summary>How well each text matches, in the order they were added; 0 where no word is found.</summary>
    public IReadOnlyList<double> Scores() => [.. _words.Scores().Zip(_characters.Scores(), static (words, characters) => words + characters)];
}
