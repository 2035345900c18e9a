using System.Text.RegularExpressions;

namespace Bots.Agents.Offline;

/// <summary>Trims what was said down to the value.</summary>
internal static partial class FactValue
{
    /// <summary>Without filler words at its end and without what it is not ("Bob, not Alice").</summary>
    public static string Clean(string value)
    {
        var text = Contrast().Replace(value.Trim(), "");
        for (var before = ""; before != text;)
        {
            before = text;
            text = Tail().Replace(text, "").Trim().TrimEnd('.', ',', ';', ':', '!', '?', ')', '(').Trim('"', ' ');
        }

        return text;
    }

    /// <summary>A place or employer: without what is added about it ("Berlin with my wife").</summary>
    public static string Place(string value) => Clean(Company().Replace(value, ""));

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    [GeneratedRegex(@"\s*(,|\band\b|\()?\s*\b(not|rather than|instead of|nicht)\s.*$", Options)]
    private static partial Regex Contrast();

    [GeneratedRegex(@"[\s,]+(now|actually|though|too|as well|please|by the way|btw|these days|at the moment|currently|instead|any ?more|again|thanks|you know|lol|from now on|of course|very much|a lot|so much|[^\p{L}\p{N}\s.,)(""'+#]+)$", Options)]
    private static partial Regex Tail();

    [GeneratedRegex(@"(\s+(with (my|a|an|the|some|two|three)|since|because|where|which|and (have|am|work|love|like)|for (the|over|about|almost|\d+|a|an|two|three|many|some|years|my)|as an?)\s.*|,\s+(and|but|so|which|where|with|since|because)\s.*)$", Options)]
    private static partial Regex Company();
}
