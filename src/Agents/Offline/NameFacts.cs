using System.Text.RegularExpressions;

namespace Bots.Agents.Offline;

/// <summary>What the user is called.</summary>
internal static partial class NameFacts
{
    public static IEnumerable<Fact>? Read(Clause clause)
    {
        var text = clause.Text;
        if (NotMyName().Match(text) is { Success: true } not) return [new(Topic.Name, FactValue.Clean(not.Groups["v"].Value), clause) { Ends = true }];
        if (Introduced(clause) is not { } value) return null;
        var name = Added().Replace(FactValue.Clean(value), "");
        return name.Length is > 0 and <= 80 ? [new(Topic.Name, Capitalized(name), clause)] : null;
    }

    private static string? Introduced(Clause clause)
    {
        if (MyName().Match(clause.Text) is { Success: true } mine) return mine.Groups["v"].Value;
        if (CallMe().Match(clause.Text) is { Success: true } call && !IsWord(call.Groups["v"].Value)) return call.Groups["v"].Value;
        if (Corrected().Match(clause.Text) is { Success: true } corrected) return corrected.Groups["v"].Value;
        if (IAm().Match(FactValue.Clean(clause.Text)) is { Success: true } am && !IsWord(am.Groups["v"].Value)) return am.Groups["v"].Value;
        return clause.Greets && IAmLowerCase().Match(FactValue.Clean(clause.Text)) is { Success: true } plain && !IsWord(plain.Groups["v"].Value) ? plain.Groups["v"].Value : null;
    }

    // "I'm German" and "call me later" name nobody.
    private static bool IsWord(string value) =>
        NotAName().IsMatch(value) || Kinds.IsOf("nationality", value) || Kinds.IsOf("programming language", value) || Kinds.IsOf("weekday", value);

    private static string Capitalized(string name) =>
        name.Any(char.IsUpper) ? name : string.Join(' ', name.Split(' ').Select(static part => part.Length > 0 ? char.ToUpperInvariant(part[0]) + part[1..] : part));

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;
    private const RegexOptions CaseMatters = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    [GeneratedRegex(@"^(my (full |first |real |actual |new |given )?name|the name|mein name)(\s+is|\s+was|'s|\s+ist)(\s+(now|actually|really|jetzt|in fact))*\s+(?<v>(?!not\b).+)$|^ich hei(ß|ss)e\s+(?<v>.+)$|^(me llamo|je m'appelle|mi chiamo)\s+(?<v>.+)$", Options)]
    private static partial Regex MyName();

    [GeneratedRegex(@"^my name (is not|isn't|is no longer)\s+(?<v>.+)$", Options)]
    private static partial Regex NotMyName();

    [GeneratedRegex(@"^((you can |just |please |everyone |everybody |people |my friends |friends )*calls? me|i go by|i(\s+am|'m) (called|named|known as)|nenn mich)\s+(?<v>[\p{L}\p{M}][\p{L}\p{M}'.-]*(\s+[\p{L}\p{M}][\p{L}\p{M}'.-]*){0,2})$", Options)]
    private static partial Regex CallMe();

    [GeneratedRegex(@"^([Ii]t's|[Ii]t is|[Tt]his is)\s+(?<v>\p{Lu}[\p{L}\p{M}'-]*)(\s*,\s*not\s+\p{Lu}.*|\s+speaking|\s+here)$", CaseMatters)]
    private static partial Regex Corrected();

    [GeneratedRegex(@"^([Ii]\s+am|[Ii]'m|[Ii]ch bin)\s+(actually\s+|really\s+)?(?<v>\p{Lu}[\p{L}\p{M}'-]*(\s+(\p{Lu}[\p{L}\p{M}'.-]*|van|von|de|der|da|la|del)){0,3})(\s*,\s*not\s.*)?$", CaseMatters)]
    private static partial Regex IAm();

    [GeneratedRegex(@"^(i am|i'm|ich bin)\s+(?<v>[\p{L}\p{M}][\p{L}\p{M}'-]*)$", Options)]
    private static partial Regex IAmLowerCase();

    [GeneratedRegex(@"(\s*,\s+|\s+(and|but|und|aber|which|because|since|by)\s).*$|\s+-\s.*$", Options)]
    private static partial Regex Added();

    [GeneratedRegex(@"^(a|an|the|in|at|on|from|not|so|very|too|back|later|tomorrow|tonight|when|if|maybe|crazy|here|there|fine|good|great|ok|okay|well|tired|happy|sad|new|bored|sick|ill|hungry|thirsty|busy|late|sorry|ready|lost|stuck|confused|sure|afraid|alone|home|done|free|single|married|vegan|vegetarian|anytime|asap|today|now|old|young|right|wrong|curious|interested|excited|glad|worried|angry|cold|hot|pregnant|\p{L}+(ing|ed))\b", Options)]
    private static partial Regex NotAName();
}
