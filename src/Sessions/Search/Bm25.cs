namespace Bots.Sessions.Search;

/// <summary>The two parts of BM25, with the constants of SQLite's full-text index.</summary>
internal static class Bm25
{
    private const double Saturation = 1.2;
    private const double LengthWeight = 0.75;

    /// <summary>How much a word counts that so many of the texts hold; never nothing: a speaker's name stands in every other message.</summary>
    public static double Rarity(long texts, long found) => Math.Log(1 + ((Math.Max(0, texts - found) + 0.5) / (found + 0.5)));

    /// <summary>How much a text is about a word that it holds so often.</summary>
    /// <param name="count">How often.</param>
    /// <param name="length">The length of the text, as a part of the average length.</param>
    public static double Frequency(int count, double length) =>
        count * (Saturation + 1) / (count + (Saturation * (1 - LengthWeight + (LengthWeight * length))));

    /// <summary>What SQLite multiplies the frequency with.</summary>
    public static double RarityInIndex(long texts, long found) => Math.Max(1e-6, Math.Log((texts - found + 0.5) / (found + 0.5)));
}
