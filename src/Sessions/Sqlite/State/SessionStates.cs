using Bots.Sessions.Merging;
using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.Log;

namespace Bots.Sessions.Sqlite.State;

/// <summary>Gives a merged session its state.</summary>
internal static class SessionStates
{
    private const string FindOrigin = "SELECT parent, forked_at FROM session WHERE sid=?1 AND parent<sid";
    private const string FindOriginValues = "SELECT key, value FROM fork_state WHERE sid=?1";

    /// <summary>Writes the merged state; returns the keys that both sides set differently, in ordinal order.</summary>
    public static IReadOnlyList<string> Merge(WriteTransaction transaction, SessionHead left, SessionHead right, SessionHead target, MergePreference preference)
    {
        var connection = transaction.Connection;
        var origins = StateMerge.Origins(LineOf(connection, left.Sid), LineOf(connection, right.Sid));
        var mine = SideOf(connection, left, origins.Left);
        var (values, conflicts) = StateMerge.Merge(mine, SideOf(connection, right, origins.Right), preference);
        StateTable.Replace(transaction, StateScope.Session(target.Id), values);
        foreach (var (key, value) in values) Authors.NoteState(connection, target.Sid, key, value, mine.Value(key) == value ? left.Sid : right.Sid);
        return conflicts;
    }

    private static StateSide SideOf(Connection connection, SessionHead head, IReadOnlyDictionary<string, string> origin)
    {
        var scope = StateScope.Session(head.Id);
        var values = StateTable.List(connection, scope).ToDictionary(static row => row.Key, static row => row.Value.Value!, StringComparer.Ordinal);
        return new(values, origin, key => StateTable.Find(connection, scope, key)?.ChangedAt ?? DateTimeOffset.MinValue);
    }

    private static List<ForkedSession> LineOf(Connection connection, long sid)
    {
        var line = new List<ForkedSession>();
        for (long? at = sid; at is { } one; at = ParentOf(connection, one))
        {
            var isFork = ParentOf(connection, one) is not null;
            line.Add(new($"{one}", isFork ? OriginOf(connection, one) : null));
        }

        return line;
    }

    // A session is always made after the one it lies below: in a damaged file nobody goes round in a circle.
    private static long? ParentOf(Connection connection, long sid)
    {
        using var query = connection.Query(FindOrigin).Bind(1, sid);
        return query.Step() && !query.IsNull(1) ? query.LongOrNull(0) : null;
    }

    private static Dictionary<string, string> OriginOf(Connection connection, long sid)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        using var rows = connection.Query(FindOriginValues).Bind(1, sid);
        while (rows.Step()) values.Add(rows.Text(0), rows.Text(1));
        return values;
    }
}
