using System.Text.RegularExpressions;

namespace Bots.Agents.Offline;

/// <summary>Cuts text into clauses and says what each is meant as.</summary>
internal static partial class ClauseReader
{
    // What is longer than a person types in one message is a document: searched as text, but not read for facts to its end.
    private const int MaxText = 20_000;
    private const int MaxClause = 400;

    /// <summary>The clauses of a message, numbered from <paramref name="position"/>.</summary>
    public static IEnumerable<Clause> Read(string message, int position)
    {
        var original = message.Length > MaxText ? message[..MaxText] : message;
        var folded = PlainText.Fold(original);
        var start = 0;
        foreach (Match boundary in Boundary().Matches(folded))
        {
            var end = boundary.Index + boundary.Groups["mark"].Length;
            if (Cut(original, folded, start, end, position) is { } clause)
            {
                yield return clause;
                position++;
            }

            start = boundary.Index + boundary.Length;
        }

        if (Cut(original, folded, start, folded.Length, position) is { } last) yield return last;
    }

    private static Clause? Cut(string original, string folded, int start, int end, int position)
    {
        var raw = folded.AsSpan(start, end - start);
        var lead = raw.Length - raw.TrimStart().Length;
        var text = raw.Trim().ToString();
        if (text.Length is 0 or > MaxClause) return null;

        var quote = original.Substring(start + lead, text.Length).TrimEnd(' ', '.', ',', ';', '!', '\n');
        var greets = Greeting().Match(text);
        var asks = text.EndsWith('?');
        var body = Opening().Replace(greets.Success ? text[greets.Length..] : text, "").TrimEnd('.', ',', ';', '!', '?', ' ');
        return new(body, quote, KindOf(body, asks, greets.Success), position) { Greets = greets.Success };
    }

    private static ClauseKind KindOf(string body, bool asks, bool greets)
    {
        if (body.Length == 0) return greets ? ClauseKind.Greeting : ClauseKind.Filler;
        if (Thanks().IsMatch(body)) return ClauseKind.Thanks;
        if (Filler().IsMatch(body)) return greets ? ClauseKind.Greeting : ClauseKind.Filler;
        if (asks || Question().IsMatch(body)) return ClauseKind.Question;
        return Request().IsMatch(body) ? ClauseKind.Request : ClauseKind.Statement;
    }

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    // A full stop ends a sentence unless it follows an initial or a common abbreviation; "and", "but" and commas end a clause where a new subject begins.
    [GeneratedRegex(@"(?<mark>(?<!\b(\p{L}|mr|mrs|ms|dr|st|prof|vs|etc|e\.g|i\.e|no|nr))\.+|[!?]+)(?=\s|$)\s*|(?<=\p{Lo})(?<mark>[.!?])|\n+|\s*;\s*|\s*,?\s+(and|but|und|aber)\s+(?=(also\s+)?(i|i'm|i've|i'd|my|ich|mein|meine|our|we|remember|call me|what|what's|who|where|when|how|which)\s)|\s*,\s+(?=(i|i'm|i've|my|ich|mein|meine|remember|call me|what|what's|who|where|when|how|which|do you|can you|could you|tell me)\s)", Options)]
    private static partial Regex Boundary();

    [GeneratedRegex(@"^(hi|hello|hey|hiya|howdy|greetings|good (morning|afternoon|evening|day)|hallo|moin|servus|guten (tag|morgen|abend)|hola|bonjour)\b(\s+(there|again|all|everyone|bot|you|zusammen))?[\s,.!:-]*", Options)]
    private static partial Regex Greeting();

    [GeneratedRegex(@"^((well|actually|no|nope|yes|yeah|yep|ok|okay|so|and|but|also|oh|um|uh|hmm|sorry|btw|by the way|fyi|for the record|just so you know|you know|listen|look|note|correction|wait|please|(please |always )?(remember|note|keep in mind|don't forget|do not forget)( that)?|i (should|want to|wanted to|have to|must) (tell|say|mention)( you)?( that)?|let me tell you( that)?|did you know( that)?|merk dir,?( dass)?|eigentlich|übrigens|also|nein|ja)\b[\s,:!.-]*)+", Options)]
    private static partial Regex Opening();

    [GeneratedRegex(@"^(thanks|thank you|thx|ty|cheers|danke|merci|gracias)\b", Options)]
    private static partial Regex Thanks();

    [GeneratedRegex(@"^(ok(ay)?|yes|no|yep|yeah|sure|cool|great|nice|good|fine|lol|haha+|hm+|wow|right|bye|goodbye|good ?night|see you( later)?|tschüss|how are you( doing)?( today)?|what's up|how's it going|[^\p{L}\p{N}]*)$", Options)]
    private static partial Regex Filler();

    [GeneratedRegex(@"^(what|what's|whats|who|who's|whose|whom|where|where's|when|when's|which|why|how|how's|do|does|did|am|is|are|was|were|can|could|would|will|should|may|have you|has|tell me|remind me|can you|wie|was|wo|wer|wann|welche[rsn]?|warum|woher|wohin|bin|habe ich|weißt du|kennst du)\s", Options)]
    private static partial Regex Question();

    [GeneratedRegex(@"^(write|translate|explain|summari[sz]e|give|show|make|help|generate|calculate|compute|draw|list|create|recommend|suggest|describe|compare|solve|convert|find|search|look up|play|sing|code|fix|add|remove|delete|sort|count|repeat|say|act|pretend|imagine|plan|book|order|send|forget|stop|schreib|übersetze|erkläre|zeig|gib|mach)\s", Options)]
    private static partial Regex Request();
}
