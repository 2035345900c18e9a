using System.Text;

namespace Bots.Agents.Offline;

/// <summary>Says back what a user said of themselves: "I prefer my tea" becomes "you prefer your tea".</summary>
internal static class SecondPerson
{
    /// <summary>The sentence turned round; null when it also speaks to "you", or another language, and would come out wrong.</summary>
    public static string? Of(string sentence)
    {
        var result = new StringBuilder(sentence.Length + 16);
        var afterYou = false;
        foreach (var word in sentence.Split(' '))
        {
            var bare = word.TrimEnd('.', ',', ';', ':', '!', '?');
            var lower = bare.ToLowerInvariant();
            if (lower is "you" or "your" or "yours" or "you're" or "yourself" or "ich" or "mein" or "meine" or "je" or "llamo" or "chiamo") return null;
            var turned = Turn(lower, afterYou) ?? bare;
            if (result.Length > 0) result.Append(' ');
            result.Append(turned).Append(word, bare.Length, word.Length - bare.Length);
            afterYou = lower == "i" || (afterYou && lower.EndsWith("ly", StringComparison.Ordinal));
        }

        return result.ToString();
    }

    private static string? Turn(string word, bool afterYou) => word switch
    {
        "i" or "me" => "you",
        "i'm" => "you're",
        "i've" => "you've",
        "i'd" => "you'd",
        "i'll" => "you'll",
        "my" => "your",
        "mine" => "yours",
        "myself" => "yourself",
        "am" => "are",
        "was" when afterYou => "were",
        _ => null,
    };
}
