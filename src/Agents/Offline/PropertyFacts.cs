using System.Text.RegularExpressions;

namespace Bots.Agents.Offline;

/// <summary>What is the user's ("my X is Y", "I have …") and what they are ("I am a …").</summary>
internal static partial class PropertyFacts
{
    private const int MaxSubjectWords = 7;

    public static IEnumerable<Fact>? Read(Clause clause, string lastThing)
    {
        if (Mine().Match(clause.Text) is { Success: true } mine)
            return Property(clause, mine.Groups["x"].Value + (mine.Groups["named"].Success ? " name" : ""), mine.Groups["v"].Value);
        if (lastThing.Length > 0 && ItsName().Match(clause.Text) is { Success: true } its) return Property(clause, $"{lastThing} {its.Groups["x"].Value}", its.Groups["v"].Value);
        if (Have().Match(clause.Text) is { Success: true } have) return Having(clause, have);
        if (Am().Match(clause.Text) is { Success: true } am) return [new(Topic.Being, FactValue.Clean(am.Groups["v"].Value), clause)];
        return null;
    }

    /// <summary>The thing that a following "her" or "its" stands for.</summary>
    public static string ThingOf(Fact fact) => string.Join(' ', (fact.Subject.Length > 0 ? fact.Subject : Counted().Replace(fact.Value, "")).Split(' ').Where(static word => word != "name").Take(3));

    private static IEnumerable<Fact>? Property(Clause clause, string subject, string value)
    {
        if (subject.Count(static c => c == ' ') >= MaxSubjectWords || FactValue.Clean(value) is not { Length: > 0 } said) return null;
        if (Words.Stem(subject.ToLowerInvariant()) == "birthday") return [new(Topic.Birthday, said, clause)];
        if (subject.Equals("age", StringComparison.OrdinalIgnoreCase)) return [new(Topic.Age, said, clause)];
        var favorite = FavoriteThing().Match(subject);
        return [new(favorite.Success ? Topic.Favorite : Topic.Property, said, clause) { Subject = favorite.Success ? favorite.Groups["x"].Value.Trim() : subject }];
    }

    private static IEnumerable<Fact> Having(Clause clause, Match have)
    {
        var what = FactValue.Clean(have.Groups["v"].Value);
        if (have.Groups["name"].Value is { Length: > 0 } name)
            yield return new(Topic.Property, FactValue.Clean(name), clause) { Subject = $"{Counted().Replace(what, "")} name" };
        yield return new(Topic.Having, what, clause);
    }

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    [GeneratedRegex(@"^(my|our|mein|meine)\s+(?<x>[^,]{1,80}?)(\s+(is|are|was|were|ist|sind)(?<named>\s+(called|named))?|'s (?<named>called|named))(\s+(now|actually|currently|jetzt))*\s+(?<v>(?!not\b|n't\b).+)$|^(my|our)\s+(?<x>[^',]{1,80})'s\s+(?<v>[^\s]+)$", Options)]
    private static partial Regex Mine();

    [GeneratedRegex(@"^(his|her|its|their)\s+(?<x>name|birthday|age|favou?rite \p{L}+|colou?r)\s+(is|are|was)\s+(?<v>.+)$", Options)]
    private static partial Regex ItsName();

    [GeneratedRegex(@"^i('ve got| have got| have| own| got|'ve)\s+(?<v>(?!to\b|been\b|not\b|never\b|already\b|just\b|no idea\b|a question\b|always\b|had\b|\p{L}+ed\b|seen\b|done\b|gone\b).+?)(\s*,?\s+(named|called|whose name is|and (his|her|its) name is)\s+(?<name>.+))?$", Options)]
    private static partial Regex Have();

    [GeneratedRegex(@"^(i\s+am|i'm|ich bin)\s+(?<v>(?!going\b|not sure\b|sorry\b|just\b|here\b|back\b|fine\b|good\b|ok\b).+)$", Options)]
    private static partial Regex Am();

    [GeneratedRegex(@"^((all-time|absolute|current|new|very)\s+)*(favou?rite|fave|preferred|lieblings)\s*(?<x>.*)$", Options)]
    private static partial Regex FavoriteThing();

    [GeneratedRegex(@"^(an?|the|one|two|three|four|five|\d+|some|many|my)\s+", Options)]
    private static partial Regex Counted();
}
