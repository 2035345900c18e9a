using Bots.Sessions;

namespace Bots.Agents.Chat;

/// <summary>Writes a turn into any store: as one atomic write where the store can, else message by message.</summary>
internal static class TurnWriting
{
    /// <exception cref="SessionStoreException">The turn was not written, or not completely by a store without <see cref="ITurnLog"/>.</exception>
    public static async Task WriteAsync(ISessionStore store, TurnWrite turn)
    {
        if (store.Find<ITurnLog>() is { } log) await WriteWholeAsync(log, turn);
        else await WriteEachAsync(store, turn);
    }

    // The turn's id makes the repetition safe: what was written after all is not written twice.
    private static async Task WriteWholeAsync(ITurnLog log, TurnWrite turn)
    {
        try
        {
            await log.WriteTurnAsync(turn);
        }
        catch (SessionStoreException passing) when (passing.IsTransient)
        {
            await log.WriteTurnAsync(turn);
        }
    }

    private static async Task WriteEachAsync(ISessionStore store, TurnWrite turn)
    {
        if (turn.KeepMessages == 0) await store.ClearSessionAsync(turn.SessionId);
        foreach (var message in turn.Messages)
            if (!await store.AddMessageAsync(turn.SessionId, message.Role, message.Content, message.Metadata))
                throw new SessionStoreException("Another program held the session for too long; try again.") { Key = turn.SessionId, IsTransient = true };
    }
}
