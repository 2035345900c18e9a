using Bots.Sessions;

namespace Bots.Agents.Chat;

/// <summary>Writes turns into any store: as one atomic write where the store can, else message by message, one turn after another.</summary>
internal sealed class TurnWriter(ISessionStore store)
{
    private readonly TurnLine _line = new();

    /// <returns>Whether it is written now, or the session had another version than expected.</returns>
    /// <exception cref="SessionStoreException">The turn was not written, or not completely by a store without <see cref="ITurnLog"/>.</exception>
    public async Task<TurnWriteStatus> WriteAsync(TurnWrite turn)
    {
        if (store.Find<ITurnLog>() is { } log) return await WriteWholeAsync(log, turn);
        await WriteEachAsync(turn);
        return TurnWriteStatus.Written;
    }

    // The turn's id makes the repetition safe: what was written after all is not written twice.
    private static async Task<TurnWriteStatus> WriteWholeAsync(ITurnLog log, TurnWrite turn)
    {
        try
        {
            return (await log.WriteTurnAsync(turn)).Status;
        }
        catch (SessionStoreException passing) when (passing.IsTransient)
        {
            return (await log.WriteTurnAsync(turn)).Status;
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
