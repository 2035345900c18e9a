using System.Text.Json;
using Bots.Sessions.Sqlite.State;

namespace Bots.Sessions.Sqlite;

public sealed partial class SqliteSessionStore : ISessionState
{
    /// <inheritdoc/>
    public ValueTask<StateValue?> GetStateAsync(StateScope scope, string key, CancellationToken cancellationToken = default) =>
        ReadAsync(
            (scope: StateRules.Check(scope), key: StateRules.Check(key)),
            static (connection, asked) => !StateTable.IsExpired(connection, asked.scope)
                && StateTable.Find(connection, asked.scope, asked.key) is { Value: not null } row ? row.Shown(asked.scope, asked.key) : null,
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask<long?> SetStateAsync(
        StateScope scope, string key, JsonElement? value, long? expectedVersion = null, CancellationToken cancellationToken = default) =>
        _writer.WriteAsync(
            new StateChange(StateRules.Check(scope), StateRules.Check(key), StateRules.Check(value), expectedVersion), StateWriter.Set, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<long> IncrementStateAsync(StateScope scope, string key, long by = 1, CancellationToken cancellationToken = default)
    {
        var sum = await _writer.WriteAsync(
            (scope: StateRules.Check(scope), key: StateRules.Check(key), by),
            static (transaction, asked) => StateWriter.Increment(transaction, asked.scope, asked.key, asked.by),
            cancellationToken);
        return sum ?? throw new InvalidOperationException($"The value of {scope.Kind} state \"{key}\" is no whole number, or too large a one; set it to a number first.");
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<string, StateValue>> ListStateAsync(StateScope scope, CancellationToken cancellationToken = default) =>
        ReadAsync<StateScope, IReadOnlyDictionary<string, StateValue>>(
            StateRules.Check(scope),
            static (connection, asked) => StateTable.IsExpired(connection, asked) ? new Dictionary<string, StateValue>() : StateTable.List(connection, asked).ToDictionary(static row => row.Key, row => row.Value.Shown(asked, row.Key), StringComparer.Ordinal),
            cancellationToken);

    /// <inheritdoc/>
    /// <remarks>At least the last 100 changes are kept.</remarks>
    public ValueTask<IReadOnlyList<StateValue>> GetStateHistoryAsync(
        StateScope scope, string key, int limit = 20, CancellationToken cancellationToken = default) =>
        ReadAsync<(StateScope Scope, string Key, int Limit), IReadOnlyList<StateValue>>(
            (StateRules.Check(scope), StateRules.Check(key), limit),
            static (connection, asked) => StateTable.IsExpired(connection, asked.Scope) ? [] : [.. StateTable.History(connection, asked.Scope, asked.Key, asked.Limit).Select(row => row.Shown(asked.Scope, asked.Key))],
            cancellationToken);
}
