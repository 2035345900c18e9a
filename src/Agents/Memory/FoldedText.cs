using System.Globalization;
using System.Text;

namespace Bots.Agents.Memory;

/// <summary>A text's words in lower case with single spaces between and around them, however they were set: for comparing what was said.</summary>
internal sealed class FoldedText
{
    private readonly List<int> _places;

    private FoldedText(string words, List<int> places) => (Words, _places) = (words, places);

    /// <summary>The words; a single space when there are none.</summary>
    public string Words { get; }

    public static FoldedText Of(string text)
    {
        var (words, places) = (new StringBuilder(" ", text.Length + 2), new List<int>(text.Length + 2) { 0 });
        for (var at = 0; at < text.Length; at++)
        {
            if (IsOfWord(text[at])) Add(char.ToLowerInvariant(text[at]), at);
            else if (words[^1] != ' ') Add(' ', at);
        }

        if (words[^1] != ' ') Add(' ', text.Length);
        return new(words.ToString(), places);

        void Add(char letter, int place)
        {
            words.Append(letter);
            places.Add(place);
        }
    }

    /// <summary>Where so many characters of <see cref="Words"/> stand in the text; the spaces around them excluded.</summary>
    public Range PlaceOf(int start, int length) => _places[start + 1].._places[start + length - 1];

    private static bool IsOfWord(char letter) =>
        char.IsLetterOrDigit(letter) || char.IsSurrogate(letter) || CharUnicodeInfo.GetUnicodeCategory(letter) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
