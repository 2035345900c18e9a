using System.Text.Json;
using Bots.Sessions;

namespace Bots.Agents.Chat;

/// <summary>What a saved session holds: the history, and the values of its state where the store keeps any.</summary>
internal sealed record SavedSession(IReadOnlyList<SessionMessage> Messages, IReadOnlyDictionary<string, JsonElement> State, IReadOnlyDictionary<string, JsonElement> Shared)
{
    public static async Task<SavedSession> OfAsync(ISessionStore store, string sessionId, CancellationToken cancellationToken) => new(
        await store.GetChatHistoryAsync(sessionId, null, cancellationToken),
        await ValuesAsync(store, StateScope.Session(sessionId), cancellationToken),
        await ValuesAsync(store, StateScope.Shared(sessionId), cancellationToken));

    /// <summary>Puts the values in the place of those that are there. Not to be cancelled: half of them would be neither the one nor the other.</summary>
    public async Task RestoreStateAsync(ISessionStore store, string sessionId)
    {
        if (store.Find<ISessionState>() is not { } state) return;
        foreach (var (scope, values) in new[] { (StateScope.Session(sessionId), State), (StateScope.Shared(sessionId), Shared) })
        {
            foreach (var key in (await state.ListStateAsync(scope)).Keys.Where(key => !values.ContainsKey(key))) await state.SetStateAsync(scope, key, null);
            foreach (var (key, value) in values) await state.SetStateAsync(scope, key, value);
        }
    }

    private static async Task<IReadOnlyDictionary<string, JsonElement>> ValuesAsync(ISessionStore store, StateScope scope, CancellationToken cancellationToken) =>
        store.Find<ISessionState>() is not { } state ? new Dictionary<string, JsonElement>()
        : (await state.ListStateAsync(scope, cancellationToken)).Where(static pair => pair.Value.Value is not null).ToDictionary(static pair => pair.Key, static pair => pair.Value.Value!.Value);
}
