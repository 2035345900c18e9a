using Bots.Agents.Analytics;
using Bots.Sessions;

namespace Bots.Agents.Memory;

/// <summary>Memory as a <see cref="Session"/> uses it.</summary>
internal static class SessionMemory
{
    // Answers that a prompt may pass on, and the shortest that is told from words that anybody uses.
    private const int PassedOn = 100;
    private const int ShortestAnswer = 12;

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
    /// <param name="speaker">The named agent that was asked; null for the main conversation.</param>
    /// <param name="written">How many messages the turn wrote.</param>
    public static async Task LearnAsync(LongTermMemory memory, ISessionStore store, MemoryTurn turn, string? speaker, int written)
    {
        try
        {
            var data = store.Find<ISessionCatalog>() is { } catalog ? await catalog.GetSessionAsync(turn.SessionId) : null;
            if (!LongTermMemory.IsPrivate(data, turn.UserId)) return;
            var said = speaker is null ? turn.Said : await OwnAsync(store, turn, written);
            await memory.LearnAsync(turn with { Said = said, FromIndex = data is null ? null : Math.Max(0, data.MessageCount - written) });
        }
        catch (Exception failure)
        {
            memory.NoteNotKept(failure, turn.SessionId);
        }
    }

    // A program that asks one agent after the other passes on what they answered: those are not the user's words.
    private static async Task<IReadOnlyList<string>> OwnAsync(ISessionStore store, MemoryTurn turn, int written)
    {
        var before = (await store.GetChatHistoryAsync(turn.SessionId, PassedOn + written)).SkipLast(written);
        var answers = before.Where(static message => message.Role == "assistant" && message.Content.Length >= ShortestAnswer).Select(static message => message.Content).ToList();
        return [.. turn.Said.Select(said => answers.Aggregate(said, static (rest, answer) => rest.Replace(answer, "\n", StringComparison.Ordinal)))];
    }
}
