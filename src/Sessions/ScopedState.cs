using System.Text.Json;

namespace Bots.Sessions;

/// <summary><see cref="ISessionState"/> for a store that reads a scope's table at once and changes it exclusively.</summary>
internal abstract class ScopedState(TimeProvider time) : ISessionState
{
    public async ValueTask<StateValue?> GetStateAsync(StateScope scope, string key, CancellationToken cancellationToken = default) =>
        (await ReadAsync(StateRules.Check(scope), cancellationToken)).Get(ScopedValues.CheckKey(key));

    public ValueTask<long?> SetStateAsync(
        StateScope scope, string key, JsonElement? value, long? expectedVersion = null, CancellationToken cancellationToken = default)
    {
        ScopedValues.CheckKey(key);
        var kept = ScopedValues.CheckValue(value);
        return ChangeAsync<long?>(StateRules.Check(scope), table => table.Set(key, kept, expectedVersion, Now()) is ({ } changed, var version) ? (changed, version) : (null, null), cancellationToken);
    }

    public ValueTask<long> IncrementStateAsync(StateScope scope, string key, long by = 1, CancellationToken cancellationToken = default)
    {
        ScopedValues.CheckKey(key);
        return ChangeAsync(StateRules.Check(scope), table => ((ScopedValues?, long))table.Increment(key, by, Now()), cancellationToken);
    }

    public async ValueTask<IReadOnlyDictionary<string, StateValue>> ListStateAsync(StateScope scope, CancellationToken cancellationToken = default) =>
        (await ReadAsync(StateRules.Check(scope), cancellationToken)).Values;

    public async ValueTask<IReadOnlyList<StateValue>> GetStateHistoryAsync(StateScope scope, string key, int limit = 20, CancellationToken cancellationToken = default) =>
        (await ReadAsync(StateRules.Check(scope), cancellationToken)).History(ScopedValues.CheckKey(key), limit);

    /// <summary>The scope's values; empty when there are none.</summary>
    protected abstract ValueTask<ScopedValues> ReadAsync(StateScope scope, CancellationToken cancellationToken);

    /// <summary>Replaces the scope's values by what <paramref name="change"/> makes of them, alone; a null table changes nothing.</summary>
    protected abstract ValueTask<TAnswer> ChangeAsync<TAnswer>(
        StateScope scope, Func<ScopedValues, (ScopedValues? Table, TAnswer Answer)> change, CancellationToken cancellationToken);

    protected DateTimeOffset Now() => MessageText.ToMicroseconds(time.GetUtcNow());
}
