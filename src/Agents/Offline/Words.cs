using System.Collections.Frozen;

namespace Bots.Agents.Offline;

/// <summary>Words as they are compared: lower case, one spelling, without endings, without the words that say nothing.</summary>
internal static class Words
{
    private const int MaxText = 20_000;

    private static readonly FrozenSet<string> Stop = """
        a an the this that these those and or but if so as at by for from in into of off on onto out over to up with about than then too very just also
        i me my mine myself you your yours we us our he him his she her hers it its they them their there here
        am is are was were be been being do does did done doing has have had having will would shall should can could may might must not no yes
        what what's who who's whom whose which when where why how again please tell remind know remember say said told tell mention mentioned talk ask
        hi hello hey ok well actually really now still already ever never some any all something anything thing things
        i'm i've i'd i'll don't doesn't didn't isn't aren't wasn't can't it's that's there's let's
        der die das ein eine und oder ich du er sie es wir ihr mein meine dein deine ist bin bist sind war hat habe haben was wer wo wann wie welche
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet();

    private static readonly FrozenDictionary<string, string> Same = """
        favourite=favorite fave=favorite favourites=favorite preferred=favorite colour=color colours=color flavour=flavor neighbour=neighbor behaviour=behavior honour=honor humour=humor
        centre=center theatre=theater grey=gray mum=mom programme=program licence=license
        went=go gone=go goes=go bought=buy ate=eat eaten=eat flew=fly flown=fly met=meet took=take taken=take saw=see seen=see made=make came=come
        gave=give given=give got=get found=find left=leave lost=lose won=win wrote=write written=write read=read drove=drive driven=drive began=begin
        children=child kids=child kid=child wives=wife men=man women=woman people=person mice=mouse feet=foot teeth=tooth knives=knife
        called=name named=name job=work occupation=work profession=work employer=work photos=photo bday=birthday
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(static pair => pair.Split('=')).ToFrozenDictionary(static pair => pair[0], static pair => pair[1]);

    /// <summary>The words that carry meaning, in order.</summary>
    public static IEnumerable<string> Terms(string text) => Split(text).Where(static word => !Stop.Contains(word)).Select(static word => Stem(word));

    /// <summary>The words that carry meaning, in order, each as it is compared and as it was written (in lower case).</summary>
    public static IEnumerable<(string Stem, string Word)> Meaningful(string text) => Split(text).Where(static word => !Stop.Contains(word)).Select(static word => (Stem(word), word));

    /// <summary>All words in lower case, without the possessive ending; scripts without spaces give one word per character.</summary>
    public static IEnumerable<string> Split(string text)
    {
        var folded = PlainText.Fold(text.Length > MaxText ? text[..MaxText] : text).ToLowerInvariant();
        for (var i = 0; i < folded.Length;)
        {
            if (!char.IsLetterOrDigit(folded[i]))
            {
                i++;
                continue;
            }

            var end = EndOfWord(folded, i);
            yield return WithoutPossessive(folded[i..end]);
            i = end;
        }
    }

    /// <summary>The word without its ending, in American spelling.</summary>
    public static string Stem(string word)
    {
        if (Same.TryGetValue(word, out var same)) word = same;
        if (word.Length <= 3 || !word.All(char.IsAsciiLetter)) return word;
        word = WithoutSuffix(WithoutPlural(word));
        return word.Length > 3 && word[^1] == 'e' ? word[..^1] : word;
    }

    private static int EndOfWord(string text, int start)
    {
        if (IsWholeWord(text[start])) return start + 1;
        var end = start;
        while (end < text.Length && !IsWholeWord(text[end]) && (char.IsLetterOrDigit(text[end]) || IsMark(text[end]) || JoinsWords(text, end))) end++;
        return end;
    }

    private static bool IsWholeWord(char c) => c is >= '\u3040' and <= '\u30ff' or >= '\u3400' and <= '\u9fff';

    // Marks that belong to a letter, and the signs in "c++" and "c#".
    private static bool IsMark(char c) =>
        c is '+' or '#' || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark;

    private static bool JoinsWords(string text, int at) => text[at] is '\'' or '.' && at + 1 < text.Length && char.IsLetterOrDigit(text[at + 1]);

    private static string WithoutPossessive(string word) => word.Length > 3 && word.EndsWith("'s", StringComparison.Ordinal) ? word[..^2] : word;

    private static string WithoutPlural(string word)
    {
        if (word.EndsWith("ies", StringComparison.Ordinal) && word.Length > 4) return word[..^3] + "y";
        if (word.EndsWith("sses", StringComparison.Ordinal) || word.EndsWith("xes", StringComparison.Ordinal) || word.EndsWith("ches", StringComparison.Ordinal) || word.EndsWith("shes", StringComparison.Ordinal)) return word[..^2];
        return word[^1] == 's' && word[^2] is not ('s' or 'u' or 'i') ? word[..^1] : word;
    }

    private static string WithoutSuffix(string word)
    {
        foreach (var suffix in (ReadOnlySpan<string>)["ing", "ed", "ly"])
        {
            if (!word.EndsWith(suffix, StringComparison.Ordinal) || word.Length - suffix.Length < 3) continue;
            var stem = word[..^suffix.Length];
            if (!stem.Any(static c => c is 'a' or 'e' or 'i' or 'o' or 'u' or 'y')) continue;
            return stem[^1] == stem[^2] && stem[^1] is not ('l' or 's' or 'z' or 'e' or 'o') ? stem[..^1] : stem;
        }

        return word;
    }
}
