using System.Globalization;
using System.Text.RegularExpressions;

namespace Bots.Bench.Soak;

/// <summary>What people and the model say: every text names its user and its message, so that nothing can be taken for something else.</summary>
internal static partial class SoakText
{
    public static string Prompt(int user, int message) => string.Create(CultureInfo.InvariantCulture, $"Message {message} of user {user}, please answer.");

    public static string Answer(string prompt) =>
        $"You said: {prompt} This is what I heard, and now come some more words, because an answer is longer than a question: it takes {prompt.Length} letters to ask and many more to reply, as everyone knows who has waited for one. Thank you, and good night.";

    public static string[] Pieces(string answer, int count)
    {
        var size = (answer.Length + count - 1) / count;
        return [.. answer.Chunk(size).Select(static piece => new string(piece))];
    }

    /// <summary>Whose message a text is about; null for one that is about none, such as an apology.</summary>
    public static (int User, int Message)? TagOf(string text)
    {
        var match = Tag().Match(text);
        return match.Success ? (Number(match.Groups[2]), Number(match.Groups[1])) : null;
    }

    private static int Number(Group group) => int.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Message (\d+) of user (\d+),")]
    private static partial Regex Tag();
}
