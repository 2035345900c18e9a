namespace Bots.Sessions;

/// <summary>A store that forgets on purpose, and then completely.</summary>
public interface ISessionRetention
{
    /// <summary>Lets a session end at this time (null: never); false for an unknown session. From then on it is as if deleted; the next cleanup erases it.</summary>
    ValueTask<bool> SetExpiryAsync(string sessionId, DateTimeOffset? at, CancellationToken cancellationToken = default);

    /// <summary>Erases sessions that have expired or were not updated for so long. One that is in use (an open inbox entry, an unsettled reply) is left alone.</summary>
    /// <param name="olderThan">The least time since the last update; null for expired ones only.</param>
    /// <param name="dryRun">True to only say what would be erased.</param>
    /// <param name="cancellationToken">Stops between two sessions.</param>
    /// <returns>The sessions erased, or that would be.</returns>
    ValueTask<IReadOnlyList<string>> CleanupAsync(TimeSpan? olderThan, bool dryRun = false, CancellationToken cancellationToken = default);

    /// <summary>Erases everything of a user: sessions with their checkpoints, versions, summaries, state and search index, the user's own state and
    /// memories, inbox and outbox, archives. Afterwards no file of the store holds a byte of the user's text.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="keepsEntry">The inbox entry that asks for the erasure and is being answered right now: it stays until its turn is written. Null for none.</param>
    /// <param name="cancellationToken">Gives up waiting for a turn to write.</param>
    ValueTask<ErasureReport> EraseUserAsync(string userId, long? keepsEntry = null, CancellationToken cancellationToken = default);
}

/// <summary>What was erased.</summary>
/// <param name="Sessions">Sessions.</param>
/// <param name="Messages">Messages in them.</param>
/// <param name="Deliveries">Inbox and outbox entries.</param>
/// <param name="Values">State values and memories.</param>
public sealed record ErasureReport(int Sessions, int Messages, int Deliveries, int Values)
{
    /// <summary>What may still hold text of the user, one sentence each with what to do about it; empty when nothing does.</summary>
    public IReadOnlyList<string> Remaining { get; init; } = [];
}
