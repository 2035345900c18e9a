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

    /// <summary>Learns from a turn that has been written, unless the session is another user's.</summary>
    /// <param name="memory">The memory.</param>
    /// <param name="store">Where the session is.</param>
    /// <param name="turn">What was said.</param>
    /// <param name="written">How many messages the turn wrote.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task LearnAsync(LongTermMemory memory, ISessionStore store, MemoryTurn turn, int written, CancellationToken cancellationToken)
    {
        var data = store.Find<ISessionCatalog>() is { } catalog ? await catalog.GetSessionAsync(turn.SessionId, cancellationToken) : null;
        if (!LongTermMemory.IsPrivate(data, turn.UserId)) return;
        await memory.LearnAsync(turn with { FromIndex = data is null ? null : Math.Max(0, data.MessageCount - written) }, cancellationToken);
    }
}
