namespace Bots.Sessions.Search;

/// <summary>Martin Porter's rules ("An algorithm for suffix stripping", 1980) with the two later changes (-logi, -bli), as SQLite's full-text index applies them.</summary>
internal static class PorterStemmer
{
    private static readonly (string Ending, string Instead)[] Step2 =
    [
        ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("logi", "log"), ("bli", "ble"), ("alli", "al"),
        ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"), ("ator", "ate"), ("alism", "al"), ("iveness", "ive"),
        ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"), ("iviti", "ive"), ("biliti", "ble"),
    ];

    private static readonly (string Ending, string Instead)[] Step3 =
        [("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", "")];

    private static readonly string[] Step4 =
    [
        "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou", "ism", "ate", "iti", "ous", "ive", "ize",
    ];

    /// <summary>The stem of a word of at least three letters in lower case.</summary>
    public static string Stem(string word)
    {
        word = Plural(word);
        word = PastOrGerund(word);
        if (word[^1] == 'y' && HasVowel(word[..^1])) word = word[..^1] + 'i';
        word = Replaced(word, Step2);
        word = Replaced(word, Step3);
        word = WithoutSuffix(word);
        return WithoutFinalE(word);
    }

    private static string Plural(string word)
    {
        if (word[^1] != 's') return word;
        if (word.EndsWith("sses", StringComparison.Ordinal) || word.EndsWith("ies", StringComparison.Ordinal)) return word[..^2];
        return word[^2] == 's' ? word : word[..^1];
    }

    private static string PastOrGerund(string word)
    {
        if (word.EndsWith("eed", StringComparison.Ordinal)) return Measure(word[..^3]) > 0 ? word[..^1] : word;
        var stem = word.EndsWith("ed", StringComparison.Ordinal) ? word[..^2] : word.EndsWith("ing", StringComparison.Ordinal) ? word[..^3] : null;
        return stem is not null && HasVowel(stem) ? Mended(stem) : word;
    }

    private static string Mended(string stem)
    {
        if (stem.EndsWith("at", StringComparison.Ordinal) || stem.EndsWith("bl", StringComparison.Ordinal) || stem.EndsWith("iz", StringComparison.Ordinal)) return stem + 'e';
        if (stem.Length > 1 && stem[^1] == stem[^2] && char.IsAscii(stem[^1]) && !IsPlainVowel(stem[^1]) && stem[^1] is not ('l' or 's' or 'z')) return stem[..^1];
        return Measure(stem) == 1 && IsShort(stem) ? stem + 'e' : stem;
    }

    private static string Replaced(string word, (string Ending, string Instead)[] rules)
    {
        foreach (var (ending, instead) in rules)
        {
            if (!HasEnding(word, ending)) continue;
            return Measure(word[..^ending.Length]) > 0 ? word[..^ending.Length] + instead : word;
        }

        return word;
    }

    private static string WithoutSuffix(string word)
    {
        foreach (var ending in Step4)
        {
            if (!HasEnding(word, ending)) continue;
            var stem = word[..^ending.Length];
            if (ending == "ion" && stem[^1] is not ('s' or 't')) return word;
            return Measure(stem) > 1 ? stem : word;
        }

        return word;
    }

    private static string WithoutFinalE(string word)
    {
        if (word[^1] == 'e' && Measure(word[..^1]) is var measure && (measure > 1 || (measure == 1 && !IsShort(word[..^1])))) word = word[..^1];
        return word.Length > 1 && word[^1] == 'l' && word[^2] == 'l' && Measure(word[..^1]) > 1 ? word[..^1] : word;
    }

    private static bool HasEnding(string word, string ending) => word.Length > ending.Length && word.EndsWith(ending, StringComparison.Ordinal);

    /// <summary>How often a vowel is followed by a consonant.</summary>
    private static int Measure(string stem)
    {
        var (measure, wasVowel) = (0, false);
        for (var index = 0; index < stem.Length; index++)
        {
            var isVowel = IsVowel(stem[index], afterConsonant: index > 0 && !wasVowel);
            if (wasVowel && !isVowel) measure++;
            wasVowel = isVowel;
        }

        return measure;
    }

    private static bool HasVowel(string stem) => stem.Where((letter, index) => IsVowel(letter, afterConsonant: index > 0)).Any();

    /// <summary>True when it ends with consonant, vowel, consonant, the last none of w, x and y.</summary>
    private static bool IsShort(string stem)
    {
        if (stem.Length == 0 || stem[^1] is 'w' or 'x' or 'y') return false;
        var (mask, wasConsonant) = (0, false);
        foreach (var letter in stem)
        {
            wasConsonant = !IsVowel(letter, wasConsonant);
            mask = (mask << 1) | (wasConsonant ? 1 : 0);

            // The index goes by bytes, and such a letter has at least two.
            if (!char.IsAscii(letter)) mask = (mask << 1) | 1;
        }

        return (mask & 7) == 5;
    }

    private static bool IsVowel(char letter, bool afterConsonant) => IsPlainVowel(letter) || (letter == 'y' && afterConsonant);

    private static bool IsPlainVowel(char letter) => letter is 'a' or 'e' or 'i' or 'o' or 'u';
}
