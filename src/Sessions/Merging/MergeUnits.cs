namespace Bots.Sessions.Merging;

/// <summary>The tails of two histories in the pieces that a merge must not break, and one tail made of both.</summary>
internal static class MergeUnits
{
    /// <summary>The pieces of a whole history after its first <paramref name="common"/> messages, oldest first.</summary>
    public static List<MergeUnit> Of(IReadOnlyList<SessionMessage> history, int common)
    {
        var starts = MessageGroups.Starts(history);
        return Split([.. history.Skip(common)], index => starts[common + index], common);
    }

    /// <summary>The pieces of the end of a history, oldest first.</summary>
    /// <param name="tail">The messages.</param>
    /// <param name="startOf">For each of them the position of the first message of its group; negative for a result without a call.</param>
    /// <param name="first">The position of the first of them.</param>
    public static List<MergeUnit> Split(IReadOnlyList<SessionMessage> tail, Func<int, long> startOf, long first)
    {
        var units = new List<MergeUnit>();
        var (end, reach) = (tail.Count, long.MaxValue);
        for (var index = tail.Count - 1; index >= 0; index--)
        {
            if (startOf(index) is var start and >= 0) reach = Math.Min(reach, start);
            if (reach < first + index && index > 0) continue;
            units.Add(new([.. tail.Skip(index).Take(end - index)]));
            (end, reach) = (index, long.MaxValue);
        }

        units.Reverse();
        return units;
    }

    /// <summary>How many messages both begin with, and then both tails by time, each in its own order; what both hold comes once.</summary>
    public static (int Equal, IReadOnlyList<SessionMessage> Tail) Merge(List<MergeUnit> left, List<MergeUnit> right)
    {
        var equal = left.Zip(right).TakeWhile(static pair => pair.First.Key == pair.Second.Key).Count();
        return (left.Take(equal).Sum(static unit => unit.Messages.Count), [.. ByTime(left[equal..], right[equal..])]);
    }

    private static IEnumerable<SessionMessage> ByTime(List<MergeUnit> left, List<MergeUnit> right)
    {
        var rest = new Queue<MergeUnit>(Without(right, left));
        foreach (var unit in left)
        {
            while (rest.TryPeek(out var next) && next.Time < unit.Time)
                foreach (var message in rest.Dequeue().Messages) yield return message;
            foreach (var message in unit.Messages) yield return message;
        }

        foreach (var message in rest.SelectMany(static unit => unit.Messages)) yield return message;
    }

    private static List<MergeUnit> Without(List<MergeUnit> units, List<MergeUnit> others)
    {
        var known = others.CountBy(static unit => unit.Key, StringComparer.Ordinal).ToDictionary(static pair => pair.Key, static pair => pair.Value, StringComparer.Ordinal);
        return [.. units.Where(unit => known.GetValueOrDefault(unit.Key) == 0 || known[unit.Key]-- == 0)];
    }
}
