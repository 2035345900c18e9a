using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.Log;

namespace Bots.Sessions.Sqlite.State;

/// <summary>The rows of state: one for each change. The newest of a key is its value; one without a value says that it was removed.</summary>
internal static class StateTable
{
    // Older ones are forgotten, or a counter would grow without end.
    private const long ChangesKept = 100;

    private const string Newest = "SELECT ver, value, changed_at FROM state WHERE scope=?1 AND owner=?2 AND key=?3 ORDER BY ver DESC LIMIT ?4";
    private const string Insert = "INSERT INTO state(scope, owner, key, ver, changed_at, value) VALUES(?1, ?2, ?3, ?4, ?5, ?6)";
    private const string Forget = "DELETE FROM state WHERE scope=?1 AND owner=?2 AND key=?3 AND ver<=?4";
    private const string DeleteScope = "DELETE FROM state WHERE scope=?1 AND owner=?2";

    private const string All = """
        SELECT ver, value, changed_at, key FROM state s WHERE scope=?1 AND owner=?2 AND value IS NOT NULL
            AND ver=(SELECT max(ver) FROM state n WHERE n.scope=s.scope AND n.owner=s.owner AND n.key=s.key)
        """;

    /// <summary>True when the values belong to a session whose time is over.</summary>
    public static bool IsExpired(Connection connection, StateScope scope) =>
        scope.Kind is "session" or "shared" && SessionEraser.IsExpired(connection, scope.Owner);

    public static StateRow? Find(Connection connection, StateScope scope, string key)
    {
        using var query = Address(connection.Query(Newest), scope, key).Bind(4, 1);
        return query.Step() ? RowOf(query) : null;
    }

    /// <summary>Adds a change and returns its version; null removes the value.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="scope">Where.</param>
    /// <param name="key">Which.</param>
    /// <param name="value">The JSON.</param>
    /// <param name="changedAt">When it was set, where that was elsewhere and earlier (microseconds); null for now.</param>
    public static long Put(WriteTransaction transaction, StateScope scope, string key, string? value, long? changedAt = null)
    {
        var version = (Find(transaction.Connection, scope, key)?.Version ?? transaction.Now) + 1; // as ScopedValues.FirstVersion says
        using var insert = Address(transaction.Connection.Query(Insert), scope, key).Bind(4, version).Bind(5, changedAt ?? transaction.Now).Bind(6, value);
        insert.Run();
        using var forget = Address(transaction.Connection.Query(Forget), scope, key).Bind(4, version - ChangesKept);
        forget.Run();
        return version;
    }

    public static Dictionary<string, StateRow> List(Connection connection, StateScope scope)
    {
        var values = new Dictionary<string, StateRow>(StringComparer.Ordinal);
        using var rows = connection.Query(All).Bind(1, scope.Kind).Bind(2, scope.Owner);
        while (rows.Step()) values.Add(rows.Text(3), RowOf(rows));
        return values;
    }

    public static IReadOnlyList<StateRow> History(Connection connection, StateScope scope, string key, int limit)
    {
        var changes = new List<StateRow>();
        using var rows = Address(connection.Query(Newest), scope, key).Bind(4, Math.Max(limit, 0));
        while (rows.Step()) changes.Add(RowOf(rows));
        return changes;
    }

    /// <summary>Changes whatever differs, so that the scope holds these values and no others.</summary>
    public static void Replace(WriteTransaction transaction, StateScope scope, IReadOnlyDictionary<string, string> values)
    {
        var current = List(transaction.Connection, scope);
        foreach (var key in current.Keys.Where(key => !values.ContainsKey(key))) Put(transaction, scope, key, null);
        foreach (var (key, value) in values)
        {
            if (current.GetValueOrDefault(key)?.Value != value) Put(transaction, scope, key, value);
        }
    }

    /// <summary>Erases the values of the scope and their history; returns how many rows that were.</summary>
    public static int Delete(WriteTransaction transaction, StateScope scope)
    {
        transaction.BeginErasing();
        using var delete = transaction.Connection.Query(DeleteScope).Bind(1, scope.Kind).Bind(2, scope.Owner);
        delete.Run();
        return transaction.Connection.Changes;
    }

    private static Query Address(Query query, StateScope scope, string key) => query.Bind(1, scope.Kind).Bind(2, scope.Owner).Bind(3, key);

    private static StateRow RowOf(Query row) => new(row.Long(0), row.TextOrNull(1), Microseconds.ToTime(row.Long(2)));
}

/// <summary>One change of a value.</summary>
/// <param name="Version">Which.</param>
/// <param name="Value">The JSON; null for a removal.</param>
/// <param name="ChangedAt">When.</param>
internal sealed record StateRow(long Version, string? Value, DateTimeOffset ChangedAt)
{
    /// <summary>The change as a caller sees it.</summary>
    /// <exception cref="SessionStoreException">The value is no JSON.</exception>
    public StateValue Shown(StateScope scope, string key) => new(Value is null ? null : MetadataJson.TryRead(Value) ?? throw Unreadable(scope, key), Version, ChangedAt);

    private SessionStoreException Unreadable(StateScope scope, string key) => new(
        $"Version {Version} of the {scope.Kind} value \"{key}\"{(scope.Owner.Length > 0 ? $" of \"{scope.Owner}\"" : "")} is no JSON and cannot be read; `check` names it, and `repair` sets it aside. Nothing was changed.")
    {
        Key = scope.Kind is "session" or "shared" ? scope.Owner : null,
    };
}
