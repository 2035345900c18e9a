namespace Bots.Sessions.Memory;

/// <summary>State in memory, under the lock of the store it belongs to; a session's tables lie with the session.</summary>
/// <param name="storeLock">The store's lock.</param>
/// <param name="find">A session by id.</param>
/// <param name="open">A session by id, created when it is new.</param>
/// <param name="time">The clock.</param>
internal sealed class MemoryState(Lock storeLock, Func<string, MemorySession?> find, Func<string, MemorySession> open, TimeProvider time) : ScopedState(time)
{
    private readonly Dictionary<StateScope, ScopedValues> _tables = [];

    /// <summary>Forgets a table; answers how many values it held. Call it only under the lock.</summary>
    public int Erase(StateScope scope) => _tables.Remove(scope, out var table) ? table.Values.Count : 0;

    /// <summary>The users who have values. Call it only under the lock.</summary>
    public IEnumerable<string> Users() => _tables.Keys.Where(static scope => scope.Kind == "user").Select(static scope => scope.Owner);

    protected override ValueTask<ScopedValues> ReadAsync(StateScope scope, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (storeLock) return new(Read(scope));
    }

    protected override ValueTask<TAnswer> ChangeAsync<TAnswer>(
        StateScope scope, Func<ScopedValues, (ScopedValues? Table, TAnswer Answer)> change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (storeLock)
        {
            var (table, answer) = change(Read(scope));
            if (table is not null) Write(scope, table);
            return new(answer);
        }
    }

    private ScopedValues Read(StateScope scope) => scope.Kind switch
    {
        "session" => find(scope.Owner)?.State ?? ScopedValues.Empty,
        "shared" => find(scope.Owner)?.Shared ?? ScopedValues.Empty,
        _ => _tables.GetValueOrDefault(scope, ScopedValues.Empty),
    };

    private void Write(StateScope scope, ScopedValues table)
    {
        if (scope.Kind == "session") open(scope.Owner).State = table;
        else if (scope.Kind == "shared") open(scope.Owner).Shared = table;
        else _tables[scope] = table;
    }
}
