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
    public static List<MergeUnit> Split(IReadOnlyList<SessionMessage> tail, Func<int, long> startOf, long first) =>
        Pieces(tail.Count, startOf, first).ConvertAll(piece => new MergeUnit([.. tail.Take(piece)]));

    /// <summary>Which messages of a whole history stay when some of them go: a tool group goes whole.</summary>
    public static bool[] Staying(IReadOnlyList<SessionMessage> history, Func<int, bool> goes)
    {
        var starts = MessageGroups.Starts(history);
        return Staying(history.Count, index => starts[index], goes);
    }

    /// <summary>The same where the groups are known: for each message the position of the first of its group; negative for a result without a call.</summary>
    public static bool[] Staying(int count, Func<int, long> startOf, Func<int, bool> goes)
    {
        var staying = new bool[count];
        foreach (var piece in Pieces(count, startOf, 0))
        {
            var (start, length) = piece.GetOffsetAndLength(count);
            if (!Enumerable.Range(start, length).Any(goes)) Array.Fill(staying, true, start, length);
        }

        return staying;
    }

    private static List<Range> Pieces(int count, Func<int, long> startOf, long first)
    {
        var pieces = new List<Range>();
        var (end, reach) = (count, long.MaxValue);
        for (var index = count - 1; index >= 0; index--)
        {
            if (startOf(index) is var start and >= 0) reach = Math.Min(reach, start);
            if (reach < first + index && index > 0) continue;
            pieces.Add(index..end);
            (end, reach) = (index, long.MaxValue);
        }

        pieces.Reverse();
        return pieces;
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
