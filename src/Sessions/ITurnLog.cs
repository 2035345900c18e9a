using Bots.Sessions.Delivery;

namespace Bots.Sessions;

/// <summary>A store that appends a whole turn as one atomic, durable and idempotent write.</summary>
public interface ITurnLog
{
    /// <summary>Writes everything in <paramref name="turn"/>, or nothing of it; returns once it is durable.</summary>
    /// <remarks>The checks run inside the write, in this order: a repeated turn, a lost claim, a stale version; each changes nothing and is
    /// an answer. A turn cancelled before the write began leaves no trace.</remarks>
    /// <exception cref="ArgumentException">The turn cannot be one: a bad id, a message without a role, a negative
    /// <see cref="TurnWrite.KeepMessages"/>, or <see cref="TurnWrite.Sends"/> without an <see cref="TurnWrite.Owner"/>.</exception>
    /// <exception cref="SessionStoreException">The backend failed; nothing was written unless a retry with the same claim or
    /// <see cref="TurnWrite.TurnId"/> answers <see cref="TurnWriteStatus.AlreadyWritten"/>.</exception>
    ValueTask<TurnWriteResult> WriteTurnAsync(TurnWrite turn, CancellationToken cancellationToken = default);
}

/// <summary>One turn: what it appends to the session and, for a host, the deliveries it completes and starts.</summary>
/// <param name="SessionId">The session; created when it is new and <see cref="Messages"/> is not empty.</param>
public sealed record TurnWrite(string SessionId)
{
    /// <summary>The messages to append, in order. Their timestamps are replaced by the time of the write unless set.</summary>
    public IReadOnlyList<SessionMessage> Messages { get; init; } = [];

    /// <summary>An idempotency key within the session: a second write with the same one changes nothing. Null for none.</summary>
    /// <remarks>Known for at least the session's last 64 turns, until the session is deleted: a repeated turn brings nothing back that was cleared or
    /// taken back since. Where a turn leaves no session behind, nothing remembers it.</remarks>
    public string? TurnId { get; init; }

    /// <summary>Write only if the session still has this <see cref="SessionData.Version"/> (0 = it does not exist); null to append regardless.</summary>
    public long? ExpectedVersion { get; init; }

    /// <summary>Before appending, keep only the first this many messages of the history (an undo); null to keep all.</summary>
    public int? KeepMessages { get; init; }

    /// <summary>The owner noted on a session that has none yet.</summary>
    public string? UserId { get; init; }

    /// <summary>The agent noted on the session.</summary>
    public string? AgentName { get; init; }

    /// <summary>Inbox entries this turn answers. All must still be claimed as given, else nothing is written
    /// (<see cref="TurnWriteStatus.AlreadyWritten"/> when all of them are done - or dead, for a turn with <see cref="DeadLetter"/> -
    /// and <see cref="TurnWriteStatus.ClaimLost"/> otherwise).</summary>
    public IReadOnlyList<InboxClaim> Completes { get; init; } = [];

    /// <summary>When not null, the entries in <see cref="Completes"/> are given up for this reason instead of done:
    /// they become <see cref="InboxState.Dead"/> and keep their payload.</summary>
    public string? DeadLetter { get; init; }

    /// <summary>Replies to deliver, in order.</summary>
    public IReadOnlyList<OutboxMessage> Sends { get; init; } = [];

    /// <summary>The host instance that will deliver <see cref="Sends"/>; needed with them.</summary>
    public string? Owner { get; init; }

    /// <summary>True for a part of an import: a store that keeps only so many messages leaves the older ones until the next turn of the session, for more of the import refers to them.</summary>
    internal bool IsImported { get; init; }
}

/// <summary>How a turn ended.</summary>
public enum TurnWriteStatus
{
    /// <summary>Everything is durable.</summary>
    Written,

    /// <summary>The same turn had been written before; nothing changed.</summary>
    AlreadyWritten,

    /// <summary>The session is not at <see cref="TurnWrite.ExpectedVersion"/>; nothing changed.</summary>
    VersionConflict,

    /// <summary>An inbox entry belongs to somebody else by now; nothing changed.</summary>
    ClaimLost,
}

/// <summary>The outcome of <see cref="ITurnLog.WriteTurnAsync"/>.</summary>
/// <param name="Status">What happened.</param>
/// <param name="Version">The session's version afterwards.</param>
/// <param name="OutboxIds">The ids given to <see cref="TurnWrite.Sends"/>, in order; empty unless written.</param>
public sealed record TurnWriteResult(TurnWriteStatus Status, long Version, IReadOnlyList<long> OutboxIds);
