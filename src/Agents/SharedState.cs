using System.Text.Json;
using Bots.Agents.Context;
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
    private readonly Func<CancellationToken, Task> _loaded;

    /// <param name="store">Where.</param>
    /// <param name="sessionId">Whose.</param>
    /// <param name="loaded">Completes once the session is loaded: what its file holds must not overwrite what is set here.</param>
    internal SharedState(ISessionStore store, string sessionId, Func<CancellationToken, Task> loaded) =>
        (_store, _scope, _loaded) = (store, StateScope.Shared(sessionId), loaded);

    /// <summary>The value; the type's default when it is not set.</summary>
    /// <exception cref="JsonException">The value is of another type.</exception>
    public async Task<T?> GetAsync<T>(string key, CancellationToken cancellationToken = default) => Read<T>(await (await ValuesAsync(cancellationToken)).GetStateAsync(_scope, key, cancellationToken));

    /// <summary>Sets a value regardless of what was there; null removes it.</summary>
    public async Task SetAsync<T>(string key, T? value, CancellationToken cancellationToken = default) =>
        await (await ValuesAsync(cancellationToken)).SetStateAsync(_scope, key, Write(value), null, cancellationToken);

    /// <summary>Replaces a value by what <paramref name="change"/> makes of it, and returns that; a change that another writer overtook is made again.</summary>
    /// <param name="key">Which value.</param>
    /// <param name="change">From the present value (the type's default when it is not set) to the new one; may run several times.</param>
    /// <param name="cancellationToken">Stops trying.</param>
    public async Task<T?> UpdateAsync<T>(string key, Func<T?, T?> change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        var values = await ValuesAsync(cancellationToken);
        while (true)
        {
            var present = await values.GetStateAsync(_scope, key, cancellationToken);
            var changed = change(Read<T>(present));
            if (await values.SetStateAsync(_scope, key, Write(changed), present?.Version ?? 0, cancellationToken) is not null) return changed;
            if (present is null && changed is null) return changed;
        }
    }

    // A value that is no text may stand under the name that an agent chose: its JSON is then the text.
    internal Task UpdateTextAsync(string key, Func<string, string> change, CancellationToken cancellationToken) =>
        UpdateAsync<JsonElement?>(key, present => JsonSerializer.SerializeToElement(change(JsonTexts.Of(present))), cancellationToken);

    /// <summary>Adds to a whole number (unset is 0) and returns the sum.</summary>
    public async Task<long> IncrementAsync(string key, long by = 1, CancellationToken cancellationToken = default) =>
        await (await ValuesAsync(cancellationToken)).IncrementStateAsync(_scope, key, by, cancellationToken);

    /// <summary>All values by key, as JSON.</summary>
    public async Task<IReadOnlyDictionary<string, StateValue>> ListAsync(CancellationToken cancellationToken = default) =>
        await (await ValuesAsync(cancellationToken)).ListStateAsync(_scope, cancellationToken);

    private async Task<ISessionState> ValuesAsync(CancellationToken cancellationToken)
    {
        await _loaded(cancellationToken);
        return _store.Require<ISessionState>();
    }

    private static T? Read<T>(StateValue? value) => value?.Value is { } json ? json.Deserialize<T>() : default;

    private static JsonElement? Write<T>(T? value) => value switch
    {
        null => null,
        // The serializer cannot write what holds half a character.
        JsonElement { ValueKind: not JsonValueKind.Undefined } json => MessageText.WellFormed(json),
        _ => JsonSerializer.SerializeToElement(value),
    };
}
