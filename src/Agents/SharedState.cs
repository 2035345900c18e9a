using System.Text.Json;
using Bots.Sessions;

namespace Bots.Agents;

/// <summary>Values that the agents of one session share. Writers that do not know of each other lose nothing: a change is made again on what
/// the other left.</summary>
/// <remarks>Thread-safe, over processes too. Every method needs a store with <see cref="ISessionState"/>; another one is a
/// <see cref="NotSupportedException"/> that says so. Values are erased with the session.</remarks>
public sealed class SharedState
{
    private readonly ISessionStore _store;
    private readonly StateScope _scope;

    internal SharedState(ISessionStore store, string sessionId) => (_store, _scope) = (store, StateScope.Shared(sessionId));

    /// <summary>The value; the type's default when it is not set.</summary>
    /// <exception cref="JsonException">The value is of another type.</exception>
    public async Task<T?> GetAsync<T>(string key, CancellationToken cancellationToken = default) => Read<T>(await Values.GetStateAsync(_scope, key, cancellationToken));

    /// <summary>Sets a value regardless of what was there; null removes it.</summary>
    public async Task SetAsync<T>(string key, T? value, CancellationToken cancellationToken = default) => await Values.SetStateAsync(_scope, key, Write(value), null, cancellationToken);

    /// <summary>Replaces a value by what <paramref name="change"/> makes of it, and returns that; a change that another writer overtook is made again.</summary>
    /// <param name="key">Which value.</param>
    /// <param name="change">From the present value (the type's default when it is not set) to the new one; may run several times.</param>
    /// <param name="cancellationToken">Stops trying.</param>
    public async Task<T?> UpdateAsync<T>(string key, Func<T?, T?> change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        while (true)
        {
            var present = await Values.GetStateAsync(_scope, key, cancellationToken);
            var changed = change(Read<T>(present));
            if (await Values.SetStateAsync(_scope, key, Write(changed), present?.Version ?? 0, cancellationToken) is not null) return changed;
            if (present is null && changed is null) return changed;
        }
    }

    /// <summary>Adds to a whole number (unset is 0) and returns the sum.</summary>
    public async Task<long> IncrementAsync(string key, long by = 1, CancellationToken cancellationToken = default) => await Values.IncrementStateAsync(_scope, key, by, cancellationToken);

    /// <summary>All values by key, as JSON.</summary>
    public async Task<IReadOnlyDictionary<string, StateValue>> ListAsync(CancellationToken cancellationToken = default) => await Values.ListStateAsync(_scope, cancellationToken);

    private ISessionState Values => _store.Require<ISessionState>();

    private static T? Read<T>(StateValue? value) => value?.Value is { } json ? json.Deserialize<T>() : default;

    private static JsonElement? Write<T>(T? value) => value is null ? null : JsonSerializer.SerializeToElement(value);
}
