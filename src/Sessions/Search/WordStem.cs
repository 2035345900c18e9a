namespace Bots.Sessions.Search;

/// <summary>What a word is found by: without accents, and without the endings that English words take.</summary>
internal static class WordStem
{
    // Longer ones are no words of a language.
    private const int MaxStemmed = 64;

    /// <summary>The stem of a word in lower case.</summary>
    public static string Of(string word)
    {
        var plain = Accents.Without(word);
        return plain.Length is >= 3 and <= MaxStemmed ? PorterStemmer.Stem(plain) : plain;
    }
}
