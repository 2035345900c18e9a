using System.Text.RegularExpressions;

namespace Bots.Agents.Offline;

/// <summary>Where the user lives, comes from and works, how old they are and what they do.</summary>
internal static partial class LifeFacts
{
    private static readonly (Topic Topic, Regex Pattern, bool IsPlace)[] Patterns =
    [
        (Topic.Age, Age(), false),
        (Topic.Birthday, BornOn(), false),
        (Topic.Birthplace, BornIn(), true),
        (Topic.Job, WorkAs(), true),
        (Topic.Work, WorkAt(), true),
        (Topic.Home, LiveIn(), true),
        (Topic.Origin, From(), true),
    ];

    public static IEnumerable<Fact>? Read(Clause clause)
    {
        if (NoLonger().Match(clause.Text) is { Success: true } end)
            return [new(end.Groups["verb"].ValueSpan.StartsWith("live", StringComparison.OrdinalIgnoreCase) ? Topic.Home : Topic.Work, FactValue.Place(end.Groups["v"].Value), clause) { Ends = true }];
        foreach (var (topic, pattern, isPlace) in Patterns)
            if (pattern.Match(clause.Text) is { Success: true } match && Value(match, isPlace) is { Length: > 0 } value)
                return [new(topic, value, clause)];
        return null;
    }

    private static string Value(Match match, bool isPlace) =>
        isPlace ? FactValue.Place(match.Groups["v"].Value) : FactValue.Clean(match.Groups["v"].Value);

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    [GeneratedRegex(@"^(i\s+am|i'm|i( just| have just| recently)? turned|i will be|ich bin)( now| jetzt)?\s+(?<v>\d{1,3})(\s*(years?( old)?|yo|y/o|jahre( alt)?))?( now| today)?$|^(i\s+am|i'm)( now)?\s+(?<v>[a-z-]+( [a-z]+)?)\s+years? old( now)?$|^i(\s+am|'m) (?<v>\d{1,3}) years? old\b", Options)]
    private static partial Regex Age();

    [GeneratedRegex(@"^(i was|ich wurde)\s+born\s+(?<v>((on|in)\s+)?(?=[^,]*\d).+)$|^ich bin am (?<v>.*\d.*) geboren$", Options)]
    private static partial Regex BornOn();

    [GeneratedRegex(@"^i was born (and raised )?(in|at)\s+(?<v>[^\d]+)$", Options)]
    private static partial Regex BornIn();

    [GeneratedRegex(@"^(i|ich)\s+((currently|now|jetzt)\s+)?(work|am working|arbeite)\s+(as|als)\s+(?<v>.+)$|^i'm working as\s+(?<v>.+)$", Options)]
    private static partial Regex WorkAs();

    [GeneratedRegex(@"^(i|ich)\s+((currently|now|just|recently|still|jetzt)\s+)*(work|am working|am employed|arbeite|started|start)\s+((working|a new job|to work|my new job)\s+)?(at|for|with|in|by|bei)\s+(?<v>.+)$|^i'm( now| currently)? (working|employed) (at|for|with|in|by)\s+(?<v>.+)$", Options)]
    private static partial Regex WorkAt();

    [GeneratedRegex(@"^(i|ich|we)\s+((currently|now|actually|have|just|recently|still|also|jetzt)\s+)*(live|am living|reside|am based|am located|stay|lived|moved|relocated|have moved|wohne|lebe)\s+((now|currently|over|back)\s+)?(in|at|near|to|on|outside|bei)\s+(?<v>.+)$|^i('m| am|'ve)( now| currently| just)? (living|based|located|staying|moved|relocated) (in|at|near|to|on)\s+(?<v>.+)$", Options)]
    private static partial Regex LiveIn();

    [GeneratedRegex(@"^(i\s+am|i'm|i come|i hail|ich bin|ich komme|i grew up)\s+((originally|actually|urspr[uü]nglich)\s+)?(from|aus|in)\s+(?<v>.+)$", Options)]
    private static partial Regex From();

    [GeneratedRegex(@"^i\s+(no longer|do not|don't)\s+(?<verb>live|work)\s+(in|at|for|near|with)\s+(?<v>.+?)(\s+any ?more)?$", Options)]
    private static partial Regex NoLonger();
}
