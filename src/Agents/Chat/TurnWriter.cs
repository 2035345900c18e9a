using Bots.Sessions;

namespace Bots.Agents.Chat;

/// <summary>Writes turns into any store: as one atomic write where the store can, else message by message, one turn after another.</summary>
internal sealed class TurnWriter(ISessionStore store)
{
    private readonly TurnLine _line = new();

    /// <exception cref="SessionStoreException">The turn was not written, or not completely by a store without <see cref="ITurnLog"/>.</exception>
    public async Task WriteAsync(TurnWrite turn)
    {
        if (store.Find<ITurnLog>() is { } log) await WriteWholeAsync(log, turn);
        else await WriteEachAsync(turn);
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

    private async Task WriteEachAsync(TurnWrite turn)
    {
        using var place = await _line.EnterAsync(CancellationToken.None);
        if (turn.KeepMessages == 0) await store.ClearSessionAsync(turn.SessionId);
        foreach (var message in turn.Messages)
            if (!await store.AddMessageAsync(turn.SessionId, message.Role, message.Content, message.Metadata))
                throw new SessionStoreException("Another program held the session for too long; try again.") { Key = turn.SessionId, IsTransient = true };
    }
}
