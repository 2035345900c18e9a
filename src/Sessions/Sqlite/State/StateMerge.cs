using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.Log;

namespace Bots.Sessions.Sqlite.State;

/// <summary>Makes one state of two: what only one side has changed since they parted comes from that side.</summary>
internal static class StateMerge
{
    private const string FindOrigin = "SELECT parent, forked_at FROM session WHERE sid=?1";
    private const string FindBase = "SELECT key, value FROM fork_state WHERE sid=?1";

    /// <summary>Writes the merged state; returns the keys that both sides set differently, in ordinal order.</summary>
    public static IReadOnlyList<string> Write(WriteTransaction transaction, SessionHead left, SessionHead right, string targetId, MergePreference preference)
    {
        var (leftBase, rightBase) = Bases(transaction.Connection, left.Sid, right.Sid);
        var sides = (Left: Side.Read(transaction.Connection, left, leftBase), Right: Side.Read(transaction.Connection, right, rightBase));
        var (merged, conflicts) = (new Dictionary<string, string>(StringComparer.Ordinal), new List<string>());
        foreach (var key in sides.Left.Keys.Union(sides.Right.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var isConflict = sides.Left.Changed(key) && sides.Right.Changed(key) && sides.Left.Value(key) != sides.Right.Value(key);
            if (isConflict) conflicts.Add(key);
            if (Winner(transaction.Connection, sides.Left, sides.Right, key, preference).Value(key) is { } value) merged.Add(key, value);
        }

        StateTable.Replace(transaction, StateScope.Session(targetId), merged);
        return conflicts;
    }

    private static Side Winner(Connection connection, Side left, Side right, string key, MergePreference preference)
    {
        if (left.Changed(key) != right.Changed(key)) return left.Changed(key) ? left : right;
        return preference switch
        {
            MergePreference.Left => left,
            MergePreference.Newest when left.ChangedAt(connection, key) > right.ChangedAt(connection, key) => left,
            _ => right,
        };
    }

    private static (IReadOnlyDictionary<string, string> Left, IReadOnlyDictionary<string, string> Right) Bases(Connection connection, long left, long right)
    {
        var (leftOrigin, rightOrigin) = (OriginOf(connection, left), OriginOf(connection, right));
        if (rightOrigin == left) return (BaseOf(connection, right), BaseOf(connection, right));
        if (leftOrigin == right) return (BaseOf(connection, left), BaseOf(connection, left));
        var none = new Dictionary<string, string>();
        return leftOrigin is not null && leftOrigin == rightOrigin ? (BaseOf(connection, left), BaseOf(connection, right)) : (none, none);
    }

    private static long? OriginOf(Connection connection, long sid)
    {
        using var query = connection.Query(FindOrigin).Bind(1, sid);
        return query.Step() && !query.IsNull(1) ? query.LongOrNull(0) : null;
    }

    private static Dictionary<string, string> BaseOf(Connection connection, long sid)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        using var rows = connection.Query(FindBase).Bind(1, sid);
        while (rows.Step()) values.Add(rows.Text(0), rows.Text(1));
        return values;
    }

    /// <summary>One session's state, and what it was when the two parted.</summary>
    private sealed class Side(StateScope scope, IReadOnlyDictionary<string, StateRow> values, IReadOnlyDictionary<string, string> origin)
    {
        public IEnumerable<string> Keys => values.Keys.Concat(origin.Keys);

        public static Side Read(Connection connection, SessionHead head, IReadOnlyDictionary<string, string> origin) =>
            new(StateScope.Session(head.Id), StateTable.List(connection, StateScope.Session(head.Id)), origin);

        public string? Value(string key) => values.GetValueOrDefault(key)?.Value;

        public bool Changed(string key) => Value(key) != origin.GetValueOrDefault(key);

        /// <summary>A removal is a change as well.</summary>
        public DateTimeOffset? ChangedAt(Connection connection, string key) => StateTable.Find(connection, scope, key)?.ChangedAt ?? DateTimeOffset.MinValue;
    }
}
