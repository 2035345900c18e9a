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
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="olderThan"/> is less than zero; nothing was erased.</exception>
    ValueTask<IReadOnlyList<string>> CleanupAsync(TimeSpan? olderThan, bool dryRun = false, CancellationToken cancellationToken = default);

    /// <summary>Erases everything of a user: sessions with their checkpoints, versions, summaries, state and search index, the user's own state and
    /// memories, inbox and outbox, archives. Afterwards no file of the store holds a byte of the user's text.</summary>
    /// <remarks>
    /// <para>A session belongs with all it holds to the user it names now, except for what it took over from sessions of others, as a fork or a merge:
    /// that stays the text of those who own these sessions, or owned them when they were deleted. So sessions of other users lose the messages they
    /// took over from this one's, with whole tool groups and in their checkpoints and versions as well, the values of state and the title they took
    /// over (and the same values where they were set again), and their summaries. What they said themselves stays, and so does what this user's
    /// sessions had taken over from others.</para>
    /// <para>What cannot be erased now is named in <see cref="ErasureReport.Remaining"/>, never passed over. Backups and exports are copies that no store
    /// knows of, but for those that a restore leaves beside it, and those in its folder that name the user, or cannot be looked into.</para>
    /// </remarks>
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
    /// <summary>Messages that sessions of others had taken over from the user's, and lost.</summary>
    public int TakenOver { get; init; }

    /// <summary>What may still hold text of the user, one sentence each with what to do about it; empty when nothing does.</summary>
    public IReadOnlyList<string> Remaining
    {
        get;

        // Reports that leave nothing are equal.
        init => field = value is { Count: > 0 } ? value : [];
    } = [];
}
