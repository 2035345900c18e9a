namespace Bots.Sessions.Transfer;

/// <summary>Messages that a session took over from sessions of a user, as a fork or a merge.</summary>
/// <param name="FromIndex">The first of them.</param>
/// <param name="ToIndex">The last one, inclusive.</param>
/// <param name="UserId">Whose they are.</param>
public sealed record TakenOverText(int FromIndex, int ToIndex, string UserId)
{
    /// <summary>The ranges of a history, given the owner of each message, null for its own.</summary>
    internal static IReadOnlyList<TakenOverText> RangesOf(IEnumerable<string?> owners)
    {
        var ranges = new List<TakenOverText>();
        foreach (var (index, owner) in owners.Index())
        {
            if (owner is null) continue;
            if (ranges.Count > 0 && ranges[^1] is var last && last.UserId == owner && last.ToIndex == index - 1) ranges[^1] = last with { ToIndex = index };
            else ranges.Add(new(index, index, owner));
        }

        return ranges;
    }

    /// <summary>The owner of each message of a history with these ranges, null for its own.</summary>
    internal static string?[] OwnersOf(IEnumerable<TakenOverText> ranges, int count)
    {
        var owners = new string?[count];
        foreach (var range in ranges)
        {
            for (var index = Math.Max(0, range.FromIndex); index <= range.ToIndex && index < count; index++) owners[index] = range.UserId;
        }

        return owners;
    }
}
