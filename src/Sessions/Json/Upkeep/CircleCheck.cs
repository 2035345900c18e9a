using Bots.Sessions.Json.Documents;

namespace Bots.Sessions.Json.Upkeep;

/// <summary>Finds sessions that stand below themselves, over others or directly: each circle is named once, at the one that was made first.</summary>
internal static class CircleCheck
{
    public static IEnumerable<Finding> Find(string id, SessionDocument document, IReadOnlyDictionary<string, SessionDocument> others)
    {
        if (CircleOf(id, others) is not { Count: > 0 } circle || FirstOf(circle, others) != id) yield break;
        var parent = document.Text("parent_id")!;
        yield return Finding.Of(IntegrityProblemKind.DanglingSegment, id, $"It stands below itself: {string.Join(", ", circle)} lead round in a circle.", "It is noted as standing below none.") with
        {
            Edit = changed => SessionTreeChanges.Orphan(changed, parent) ?? changed,
        };
        if (!others[parent].ChildrenIds.Contains(id)) yield break;
        yield return Finding.Of(IntegrityProblemKind.DanglingSegment, parent, $"It names {id} as standing below it, which stands above it.", "The name is taken off its list.") with
        {
            Edit = changed => SessionTreeChanges.Abandon(changed, id) ?? changed,
        };
    }

    private static string FirstOf(List<string> circle, IReadOnlyDictionary<string, SessionDocument> others) =>
        circle.OrderBy(one => others[one].Text("created_at"), StringComparer.Ordinal).ThenBy(static one => one, StringComparer.Ordinal).First();

    /// <summary>The sessions from this one up to itself; none when the way up ends elsewhere.</summary>
    private static List<string> CircleOf(string id, IReadOnlyDictionary<string, SessionDocument> others)
    {
        var (circle, seen) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        for (var at = id; seen.Add(at); at = others[at].Text("parent_id")!)
        {
            circle.Add(at);
            if (others[at].Text("parent_id") is not { Length: > 0 } above || !others.ContainsKey(above)) return [];
            if (above == id) return circle;
        }

        return [];
    }
}
