using System.Text.Json;
using Bots.Sessions;

namespace Bots.Agents.Analytics;

/// <summary>Tokens used for a session after its answers were stored, kept in the session's state.</summary>
internal static class UsageBeside
{
    private const string Key = "usage";

    /// <summary>Adds to what is there. Nothing is left behind for a session that is gone, or in a store without state.</summary>
    public static async Task AddAsync(ISessionStore store, string sessionId, IReadOnlyList<AgentUpdate.Usage> used, CancellationToken cancellationToken)
    {
        if (used.Count == 0 || store.Find<ISessionState>() is not { } state) return;
        var scope = StateScope.Session(sessionId);
        while (await store.SessionExistsAsync(sessionId, cancellationToken))
        {
            var present = await state.GetStateAsync(scope, Key, cancellationToken);
            var sums = Read(present?.Value).ToDictionary(static one => one.Model, StringComparer.Ordinal);
            foreach (var one in used) sums[one.Model] = Sum(sums.GetValueOrDefault(one.Model), one);
            var json = JsonSerializer.SerializeToElement([.. sums.Values], MeasuredJson.Default.IReadOnlyListModelTokens);
            if (await state.SetStateAsync(scope, Key, json, present?.Version ?? 0, cancellationToken) is not null) return;
        }
    }

    public static async Task<IReadOnlyList<ModelTokens>> ReadAsync(ISessionState state, string sessionId, CancellationToken cancellationToken) =>
        Read((await state.GetStateAsync(StateScope.Session(sessionId), Key, cancellationToken))?.Value);

    private static ModelTokens Sum(ModelTokens? before, AgentUpdate.Usage used) => new(
        used.Model, (before?.Input ?? 0) + used.InputTokens, (before?.Output ?? 0) + used.OutputTokens, (before?.Cached ?? 0) + used.CachedInputTokens);

    private static List<ModelTokens> Read(JsonElement? value)
    {
        try
        {
            return value?.Deserialize(MeasuredJson.Default.IReadOnlyListModelTokens)?.Where(static one => one is { Model: not null }).ToList() ?? [];
        }
        catch (JsonException)
        {
            // Written by somebody else under the same name.
            return [];
        }
    }
}
