using Bots.Sessions.Sqlite.Engine;

namespace Bots.Sessions.Sqlite.Log;

/// <summary>The tail of a history in the pieces that a merge must not break: single messages and tool groups.</summary>
internal static class MergeUnits
{
    /// <summary>The pieces after the first <paramref name="common"/> messages, oldest first.</summary>
    public static List<MergeUnit> Read(Connection connection, SessionHead head, long common)
    {
        var units = new List<MergeUnit>();
        var piece = new List<SessionMessage>();
        var (message, reach) = (head.Message, long.MaxValue);
        for (var position = head.Count - 1; position >= common; position--)
        {
            using var row = connection.Query(HistoryReader.ReadMessage).Bind(1, message);
            if (!row.Step()) throw new InvalidDataException($"Message {message} is missing from the log.");
            piece.Add(HistoryReader.MessageOf(row));
            message = row.Long(0);
            if (row.Long(2) != ToolGroups.NoCall) reach = Math.Min(reach, row.Long(2));
            if (reach < position && position > common) continue;
            piece.Reverse();
            units.Add(new([.. piece]));
            (piece, reach) = ([], long.MaxValue);
        }

        units.Reverse();
        return units;
    }

    /// <summary>Both tails by time, each in its own order; what both hold comes once.</summary>
    public static IEnumerable<SessionMessage> Merge(List<MergeUnit> left, List<MergeUnit> right)
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
