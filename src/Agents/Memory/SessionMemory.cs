using Bots.Agents.Analytics;
using Bots.Sessions;

namespace Bots.Agents.Memory;

/// <summary>Memory as a <see cref="Session"/> uses it.</summary>
internal static class SessionMemory
{
    /// <summary>The memory of the session's user; null where there is none.</summary>
    public static LongTermMemory? For(ISessionStore store, SessionOptions options) =>
        options is not { UserId.Length: > 0 } ? null
        : options.SharedMemory is { } shared ? shared
        : options.Memory is { Enabled: true } memory && store.Find<IMemoryStore>() is { } memories
            ? new(memories, memory, options.MemoryServices with
            {
                Time = options.Time,
                Spent = options.MemoryServices.Spent ?? ((turn, used) => SessionAnalytics.NoteAsync(store, turn.SessionId, used)),
            })
            : null;

    /// <summary>Learns from a turn that has been written, unless the session is another user's. Never fails: the turn is stored, whatever comes of it.</summary>
    /// <param name="memory">The memory.</param>
    /// <param name="store">Where the session is.</param>
    /// <param name="turn">What was said.</param>
    /// <param name="written">How many messages the turn wrote.</param>
    public static async Task LearnAsync(LongTermMemory memory, ISessionStore store, MemoryTurn turn, int written)
    {
        try
        {
            var data = store.Find<ISessionCatalog>() is { } catalog ? await catalog.GetSessionAsync(turn.SessionId) : null;
            if (!LongTermMemory.IsPrivate(data, turn.UserId)) return;
            await memory.LearnAsync(turn with
            {
                Before = token => BeforeAsync(store, turn, written, token),
                FromIndex = data is null ? null : Math.Max(0, data.MessageCount - written),
            });
        }
        catch (Exception failure)
        {
            memory.NoteNotKept(failure, turn.SessionId);
        }
    }

    // Other agents of the session may have written since: what came before the turn ends where the prompt stands.
    private static async ValueTask<IReadOnlyList<SessionMessage>> BeforeAsync(ISessionStore store, MemoryTurn turn, int written, CancellationToken cancellationToken)
    {
        var newest = await store.GetChatHistoryAsync(turn.SessionId, MemoryTurn.MostBefore + written, cancellationToken);
        var prompt = MessageText.WellFormed(turn.Said[0]);
        var index = newest.Index().LastOrDefault(one => MessageMarks.IsUsers(one.Item) && one.Item.Content == prompt, (newest.Count - written, null!)).Index;
        return [.. newest.Take(index)];
    }
}
