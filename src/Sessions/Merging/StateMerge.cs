namespace Bots.Sessions.Merging;

/// <summary>Makes one state of two: what only one side has changed since they parted comes from that side.</summary>
internal static class StateMerge
{
    private static readonly Dictionary<string, string> Nothing = [];

    /// <summary>The merged values, and the keys that both sides set differently, in ordinal order.</summary>
    public static (IReadOnlyDictionary<string, string> Values, IReadOnlyList<string> Conflicts) Merge(StateSide left, StateSide right, MergePreference preference)
    {
        var (merged, conflicts) = (new Dictionary<string, string>(StringComparer.Ordinal), new List<string>());
        foreach (var key in left.Keys.Union(right.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            if (left.Changed(key) && right.Changed(key) && left.Value(key) != right.Value(key)) conflicts.Add(key);
            if (Winner(left, right, key, preference).Value(key) is { } value) merged.Add(key, value);
        }

        return (merged, conflicts);
    }

    /// <summary>What the state of each side was when the two parted; nothing where they never were one.</summary>
    /// <param name="left">The left session and those it was forked from, itself first.</param>
    /// <param name="right">The same of the right one.</param>
    public static (IReadOnlyDictionary<string, string> Left, IReadOnlyDictionary<string, string> Right) Origins(
        IReadOnlyList<ForkedSession> left, IReadOnlyList<ForkedSession> right)
    {
        for (var mine = 0; mine < left.Count; mine++)
        {
            var theirs = right.TakeWhile(session => session.Id != left[mine].Id).Count();
            if (theirs == right.Count) continue;
            var (origin, other) = (mine > 0 ? left[mine - 1].Origin : null, theirs > 0 ? right[theirs - 1].Origin : null);
            return (origin ?? other ?? Nothing, other ?? origin ?? Nothing);
        }

        return (Nothing, Nothing);
    }

    private static StateSide Winner(StateSide left, StateSide right, string key, MergePreference preference)
    {
        if (left.Changed(key) != right.Changed(key)) return left.Changed(key) ? left : right;
        return preference switch
        {
            MergePreference.Left => left,
            MergePreference.Newest when left.ChangedAt(key) > right.ChangedAt(key) => left,
            _ => right,
        };
    }
}

/// <summary>A session in a line of forks.</summary>
/// <param name="Id">Which.</param>
/// <param name="Origin">Its state when it was forked; null when it was not.</param>
internal sealed record ForkedSession(string Id, IReadOnlyDictionary<string, string>? Origin);

/// <summary>One session's state, and what it was when the two parted.</summary>
/// <param name="values">The values now, as JSON.</param>
/// <param name="origin">The values then.</param>
/// <param name="changedAt">When a key was changed last; a removal is a change as well.</param>
internal sealed class StateSide(IReadOnlyDictionary<string, string> values, IReadOnlyDictionary<string, string> origin, Func<string, DateTimeOffset> changedAt)
{
    public IEnumerable<string> Keys => values.Keys.Concat(origin.Keys);

    public static StateSide Of(ScopedValues table, IReadOnlyDictionary<string, string> origin) =>
        new(table.Texts, origin, key => table.Changes.TryGetValue(key, out var changes) ? changes[^1].ChangedAt : DateTimeOffset.MinValue);

    public string? Value(string key) => values.GetValueOrDefault(key);

    public bool Changed(string key) => Value(key) != origin.GetValueOrDefault(key);

    public DateTimeOffset ChangedAt(string key) => changedAt(key);
}
