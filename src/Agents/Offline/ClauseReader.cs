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
        foreach (var (start, end) in ClauseBounds.In(folded))
        {
            if (Cut(original, folded, start, end, position) is not { } clause) continue;
            yield return clause;
            position++;
        }
    }

    private static Clause? Cut(string original, string folded, int start, int end, int position)
    {
        var raw = folded.AsSpan(start, end - start);
        var lead = raw.Length - raw.TrimStart().Length;
        var text = raw.Trim().ToString();
        if (text.Length is 0 or > MaxClause) return null;

        var quote = original.Substring(start + lead, text.Length).TrimEnd(' ', '.', ',', ';', '!', '?', '\n');
        var greets = Greeting().Match(text);
        var asks = text.EndsWith('?');
        var body = Opening().Replace(greets.Success ? text[greets.Length..] : text, "").TrimEnd('.', ',', ';', '!', '?', ' ');
        return new(body, quote, KindOf(body, asks, greets.Success), position) { Greets = greets.Success };
    }

    private static ClauseKind KindOf(string body, bool asks, bool greets)
    {
        if (body.Length == 0) return greets ? ClauseKind.Greeting : ClauseKind.Filler;
        if (Thanks().IsMatch(body)) return ClauseKind.Thanks;
        if (Farewell().IsMatch(body)) return ClauseKind.Farewell;
        if (HowAreYou().IsMatch(body)) return ClauseKind.HowAreYou;
        if (Filler().IsMatch(body)) return greets ? ClauseKind.Greeting : ClauseKind.Filler;
        if (asks || Question().IsMatch(body)) return ClauseKind.Question;
        return Request().IsMatch(body) ? ClauseKind.Request : ClauseKind.Statement;
    }

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    [GeneratedRegex(@"^(hi|hello|hey|hiya|howdy|greetings|good (morning|afternoon|evening|day)|hallo|moin|servus|guten (tag|morgen|abend)|hola|bonjour)\b(\s+(there|again|all|everyone|bot|you|zusammen))?[\s,.!:-]*", Options)]
    private static partial Regex Greeting();

    [GeneratedRegex(@"^((well|actually|no|nope|yes|yeah|yep|ok|okay|so|and|but|also|oh|um|uh|hmm|sorry|btw|by the way|fyi|for the record|just so you know|you know|listen|look|note|correction|wait|please|(please |always )?(remember|note|keep in mind|don't forget|do not forget)( that)?|i (should|want to|wanted to|have to|must) (tell|say|mention)( you)?( that)?|let me tell you( that)?|did you know( that)?|merk dir,?( dass)?|eigentlich|übrigens|also|nein|ja)\b[\s,:!.-]*)+", Options)]
    private static partial Regex Opening();

    [GeneratedRegex(@"^(thanks|thank you|thx|ty|cheers|danke|merci|gracias)\b", Options)]
    private static partial Regex Thanks();

    [GeneratedRegex(@"^(bye( bye)?|goodbye|good ?night|see (you|ya)( later| soon| tomorrow)?|cu|tschüss|ciao)$", Options)]
    private static partial Regex Farewell();

    [GeneratedRegex(@"^(how are (you|things)( doing)?( today)?|what's up|how's it going|how do you do|wie geht's|wie geht es dir)$", Options)]
    private static partial Regex HowAreYou();

    [GeneratedRegex(@"^(ok(ay)?|yes|no|yep|yeah|sure|cool|great|nice|good|fine|lol|haha+|hm+|wow|right|[^\p{L}\p{N}]*)$", Options)]
    private static partial Regex Filler();

    [GeneratedRegex(@"^(what|what's|whats|who|who's|whose|whom|where|where's|when|when's|which|why|how|how's|do|does|did|am|is|are|was|were|can|could|would|will|should|may|have you|has|tell me|remind me|can you|wie|was|wo|wer|wann|welche[rsn]?|warum|woher|wohin|bin|habe ich|weißt du|kennst du)\s", Options)]
    private static partial Regex Question();

    [GeneratedRegex(@"^(write|translate|explain|summari[sz]e|give|show|make|help|generate|calculate|compute|draw|list|create|recommend|suggest|describe|compare|solve|convert|find|search|look up|play|sing|code|fix|add|remove|delete|sort|count|repeat|say|act|pretend|imagine|plan|book|order|send|forget|stop|schreib|übersetze|erkläre|zeig|gib|mach)\s|^help( me)?$", Options)]
    private static partial Regex Request();
}
