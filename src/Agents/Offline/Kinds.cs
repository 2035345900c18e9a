using System.Collections.Frozen;

namespace Bots.Agents.Offline;

/// <summary>Which things are of which kind: Python is a programming language. A small embedded list; read when first needed.</summary>
internal static class Kinds
{
    private static readonly Lazy<Kind[]> All = new(static () => [.. Load()]);

    /// <summary>True when the value, or its first words, is listed under this kind.</summary>
    public static bool IsOf(string kind, string value) => Lists(Words.Terms(kind).ToHashSet(), value);

    /// <summary>True when one of the kinds that match the asked words lists the value.</summary>
    public static bool Lists(IReadOnlySet<string> asked, string value) =>
        asked.Count > 0 && All.Value.Any(kind => kind.Names.Any(name => name.SetEquals(asked) || (name.Count > 1 && name.IsSubsetOf(asked))) && kind.Holds(value));

    /// <summary>True when any kind at all lists the value.</summary>
    public static bool Know(string value) => All.Value.Any(kind => kind.Holds(value));

    private static IEnumerable<Kind> Load()
    {
        using var reader = new StreamReader(typeof(Kinds).Assembly.GetManifestResourceStream("kinds.txt")!);
        while (reader.ReadLine() is { Length: > 0 } line)
        {
            var (names, members) = (line[..line.IndexOf(':', StringComparison.Ordinal)], line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..]);
            yield return new([.. Listed(names).Select(static name => Words.Terms(name).ToHashSet())], Listed(members).Select(static member => Normal(member)).ToFrozenSet());
        }
    }

    private static string[] Listed(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string Normal(string text) => string.Join(' ', Words.Split(text).Select(static word => Words.Stem(word)));

    private sealed record Kind(IReadOnlyList<HashSet<string>> Names, FrozenSet<string> Members)
    {
        private const int LongestMember = 3;

        // "Python for small things" is Python: the longest opening words that are listed count, articles aside.
        public bool Holds(string value)
        {
            var words = Words.Split(value).Where(static word => word is not ("the" or "a" or "an" or "to" or "drinking" or "eating" or "playing" or "using")).Take(LongestMember).Select(static word => Words.Stem(word)).ToArray();
            for (var length = words.Length; length > 0; length--)
                if (Members.Contains(string.Join(' ', words, 0, length)))
                    return true;
            return false;
        }
    }
}
