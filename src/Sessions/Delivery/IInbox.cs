using System.Text.Json.Serialization;

namespace Bots.Sessions.Delivery;

/// <summary>Durable intake. An accepted message stays until a turn completes it, whatever happens to the process.</summary>
/// <remarks>Every method may be called from any thread and by several hosts on one backend. An entry is worked on by the one owner whose
/// lease is alive; the fence in <see cref="InboxClaim"/> grows whenever the entry changes hands, so that a former owner can change nothing.
/// Once an entry is done its payload is erased; its dedupe id is kept for the retention period.</remarks>
public interface IInbox
{
    /// <summary>Stores the messages durably, claimed by <paramref name="owner"/>, all in one write; per message its ticket, or null for one
    /// that was accepted before (same bot and dedupe id).</summary>
    ValueTask<IReadOnlyList<InboxTicket?>> AcceptAsync(IReadOnlyList<InboxMessage> messages, string owner, CancellationToken cancellationToken = default);

    /// <summary>Loads an entry to start its turn and durably charges one attempt; null when it is done, dead or not this owner's.</summary>
    /// <param name="id">The entry.</param>
    /// <param name="owner">The host that is to answer it.</param>
    /// <param name="inOrder">True to keep the order of the session among hosts: while an older open entry of it belongs to another host that has a
    /// lease, the entry is <see cref="InboxEntry.IsHeldUp"/> and nothing is charged. That ends when the older one is done or dead, or is taken
    /// over by <see cref="ClaimAsync"/> once the lease has ended.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask<InboxEntry?> BeginAsync(long id, string owner, bool inOrder = false, CancellationToken cancellationToken = default);

    /// <summary>Notes what became of a claimed entry; false when the claim is lost, or when the entry is not open
    /// (for <see cref="InboxChange.Reopened"/> and <see cref="InboxChange.Discarded"/>: not dead).</summary>
    ValueTask<bool> UpdateAsync(InboxClaim claim, InboxChange change, CancellationToken cancellationToken = default);

    /// <summary>Renews the owner's lease and takes over everything (inbox and outbox) whose owner's lease has ended. An owner that never
    /// claimed has no lease; dead entries and parked replies stay as they are.</summary>
    /// <param name="owner">The host instance; unique per start.</param>
    /// <param name="lease">How long the claim holds without a further call.</param>
    /// <param name="exclusive">True when the caller knows that no other host is alive: leases of others are taken as ended.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The open inbox entries newly taken over, oldest first.</returns>
    ValueTask<IReadOnlyList<InboxTicket>> ClaimAsync(string owner, TimeSpan lease, bool exclusive = false, CancellationToken cancellationToken = default);

    /// <summary>The entries in a state, oldest first, for operators.</summary>
    ValueTask<IReadOnlyList<InboxEntry>> ListAsync(InboxState state, int limit = 100, CancellationToken cancellationToken = default);
}

/// <summary>A message to accept.</summary>
/// <param name="Bot">The bot account it came to, as named in the configuration.</param>
/// <param name="DedupeId">The platform's id of the update; the same bot and id is the same message.</param>
/// <param name="SessionKey">The lane it is answered in.</param>
/// <param name="Payload">The message itself, opaque to the store.</param>
public sealed record InboxMessage(string Bot, string DedupeId, string SessionKey, string Payload)
{
    /// <summary>Who sent it (for erasure), or null.</summary>
    public string? UserId { get; init; }

    /// <summary>The trace the message is followed by (W3C <c>traceparent</c>), so that it goes on after a restart; null for none.</summary>
    public string? Trace { get; init; }
}

/// <summary>An accepted entry without its payload.</summary>
/// <param name="Id">The entry; ids grow in the order of acceptance.</param>
/// <param name="Bot">The bot account it came to.</param>
/// <param name="SessionKey">The lane it is answered in.</param>
public sealed record InboxTicket(long Id, string Bot, string SessionKey)
{
    /// <summary>How often a turn was started for it and not finished: of an entry taken over, how often a host died over it.</summary>
    public int Attempts { get; init; }

    /// <summary>When it was accepted.</summary>
    public DateTimeOffset AcceptedAt { get; init; }
}

/// <summary>The right to complete an entry.</summary>
/// <param name="Id">The entry.</param>
/// <param name="Fence">Grows whenever the entry changes hands.</param>
public readonly record struct InboxClaim(long Id, long Fence);

/// <summary>An entry with all that is known of it.</summary>
/// <param name="Claim">Completes or changes the entry.</param>
/// <param name="Message">The message; its payload is empty once the entry is done.</param>
public sealed record InboxEntry(InboxClaim Claim, InboxMessage Message)
{
    /// <summary>How often a turn was started for it.</summary>
    public int Attempts { get; init; }

    /// <summary>The platform id of a preview already shown for it, or null.</summary>
    public string? PreviewId { get; init; }

    /// <summary>When it was accepted.</summary>
    public DateTimeOffset AcceptedAt { get; init; }

    /// <summary>Where it stands.</summary>
    public InboxState State { get; init; }

    /// <summary>Why it is dead, or null.</summary>
    public string? Error { get; init; }

    /// <summary>True when another host has to answer an older entry of the session first: this one was not begun. Ask again.</summary>
    [JsonIgnore]
    public bool IsHeldUp { get; init; }
}

/// <summary>Where an inbox entry stands.</summary>
public enum InboxState
{
    /// <summary>Accepted and not answered.</summary>
    Open,

    /// <summary>Answered.</summary>
    Done,

    /// <summary>Given up after too many attempts; kept with its payload until an operator acts.</summary>
    Dead,
}

/// <summary>What may become of a claimed entry besides being completed by a turn.</summary>
public abstract record InboxChange
{
    private InboxChange()
    {
    }

    /// <summary>A preview of the answer is visible; a restart continues with it.</summary>
    public sealed record PreviewShown(string PreviewId) : InboxChange;

    /// <summary>The turn was not finished through no fault of the message (a shutdown): the attempt is not charged. The claim stays.</summary>
    public sealed record Released : InboxChange;

    /// <summary>Changes nothing: the answer only says whether the claim still stands.</summary>
    public sealed record Unchanged : InboxChange;

    /// <summary>Give up; the payload stays for operators.</summary>
    public sealed record Dead(string Error) : InboxChange;

    /// <summary>Open a dead entry again with no attempts charged; nobody's until a host's next <see cref="IInbox.ClaimAsync"/> takes it.</summary>
    public sealed record Reopened : InboxChange;

    /// <summary>A dead entry is done without an answer: its payload is erased.</summary>
    public sealed record Discarded : InboxChange;
}
