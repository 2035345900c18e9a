using System.Text.Json.Serialization;

namespace Bots.Sessions.Delivery;

/// <summary>Durable replies. A reply stays until the platform has acknowledged it or can never take it.</summary>
/// <remarks>Every method may be called from any thread. Within one <see cref="OutboxMessage.Chat"/> of one bot, replies are delivered in the
/// order of their ids; parking gives up the place. Once delivered, the payload is erased.</remarks>
public interface IOutbox
{
    /// <summary>Stores replies that belong to no turn (a notice); returns their ids once durable.</summary>
    ValueTask<IReadOnlyList<long>> EnqueueAsync(IReadOnlyList<OutboxMessage> messages, string owner, CancellationToken cancellationToken = default);

    /// <summary>This owner's undelivered replies with an id above <paramref name="afterId"/>, in order of id; those that have to wait for
    /// another host are <see cref="OutboxEntry.IsHeldUp"/>.</summary>
    ValueTask<IReadOnlyList<OutboxEntry>> PendingAsync(string owner, long afterId = 0, int limit = 100, CancellationToken cancellationToken = default);

    /// <summary>Notes what became of a reply; false when it is unknown, settled already (delivered or parked), or another owner's by now: nothing
    /// changes then.</summary>
    /// <param name="id">The reply.</param>
    /// <param name="outcome">What became of it.</param>
    /// <param name="owner">The host that delivers it; null for an operator, who may settle anybody's.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask<bool> UpdateAsync(long id, DeliveryOutcome outcome, string? owner = null, CancellationToken cancellationToken = default);

    /// <summary>The parked replies, oldest first, for operators; <paramref name="chat"/> narrows to one chat.</summary>
    ValueTask<IReadOnlyList<OutboxEntry>> ListParkedAsync(string? bot = null, string? chat = null, int limit = 100, CancellationToken cancellationToken = default);

    /// <summary>Makes a parked reply pending again, owned by <paramref name="owner"/>, with no attempts charged; false when it is not parked.</summary>
    /// <remarks>A parked reply holds up nobody: later ones of its chat are delivered meanwhile, and a revived one comes after those. It goes before
    /// whatever of its chat is still pending.</remarks>
    ValueTask<bool> ReviveAsync(long id, string owner, CancellationToken cancellationToken = default);
}

/// <summary>A reply to deliver: one platform message.</summary>
/// <param name="Bot">The bot account that sends it.</param>
/// <param name="Chat">The chat, as the ordering lane: replies of one chat never overtake each other.</param>
/// <param name="Payload">The rendered message, opaque to the store.</param>
public sealed record OutboxMessage(string Bot, string Chat, string Payload)
{
    /// <summary>The session it answers (for erasure), or null.</summary>
    public string? SessionKey { get; init; }

    /// <summary>The preview that the reply takes the place of, or null.</summary>
    public string? PreviewId { get; init; }

    /// <summary>The trace of the message it answers (W3C <c>traceparent</c>), or null.</summary>
    public string? Trace { get; init; }
}

/// <summary>A stored reply.</summary>
/// <param name="Id">Unique and growing; where the platform supports idempotent sends it is the idempotency key.</param>
/// <param name="Message">The reply, with the newest preview id.</param>
public sealed record OutboxEntry(long Id, OutboxMessage Message)
{
    /// <summary>How often delivery failed so far.</summary>
    public int Attempts { get; init; }

    /// <summary>Not to be tried before; null for at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>When it was stored.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>True when an attempt may have come through without anyone knowing: its answer was lost (<see cref="DeliveryOutcome.Retry.IsUncertain"/>),
    /// or the host that held the reply is gone, had noted no preview, and may have been sending it: an older reply of the chat was not waiting before it,
    /// and its <see cref="NotBefore"/> had passed. Where a platform knows no idempotency key, a further attempt may be a repetition.</summary>
    public bool IsUncertain { get; init; }

    /// <summary>How many hosts may have died over its delivery: one once it was taken over from a host that is gone, and one more for each
    /// <see cref="DeliveryOutcome.Begun"/> since of which nothing further was heard.</summary>
    public int Begun { get; init; }

    /// <summary>The last error, or null.</summary>
    public string? Error { get; init; }

    /// <summary>The platform's ids of what other replies of the chat became, newest first, where the host looked them up because the reply
    /// <see cref="IsUncertain"/>: whatever stands in the chat under one of these is not this reply. Not stored.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> OthersShown { get; init; } = [];

    /// <summary>True when another host that has a lease is to deliver an older reply of the chat first. Ask again.</summary>
    [JsonIgnore]
    public bool IsHeldUp { get; init; }
}

/// <summary>What became of a reply.</summary>
public abstract record DeliveryOutcome
{
    private DeliveryOutcome()
    {
    }

    /// <summary>The platform shows it; <paramref name="Receipt"/> is the platform's message id.</summary>
    public sealed record Delivered(string Receipt) : DeliveryOutcome
    {
        /// <summary>True when an earlier attempt may have come through as well, on a platform without an idempotency key: the reply, or its beginning,
        /// may stand there a second time.</summary>
        public bool MayBeTwice { get; init; }
    }

    /// <summary>Not now: try again no earlier than <paramref name="NotBefore"/>. Counts as a failed attempt when <paramref name="Charged"/>.</summary>
    public sealed record Retry(DateTimeOffset NotBefore, string Error, bool Charged = true) : DeliveryOutcome
    {
        /// <summary>True when nobody knows whether the attempt came through (no answer); see <see cref="OutboxEntry.IsUncertain"/>.</summary>
        public bool IsUncertain { get; init; }
    }

    /// <summary>A delivery begins; not yet delivered. Noted before a reply is sent that was taken over, so that one which kills every host shows
    /// as such (<see cref="OutboxEntry.Begun"/>); a retry or a revival forgets it.</summary>
    public sealed record Begun : DeliveryOutcome;

    /// <summary>The platform will never take it as things stand (blocked, chat gone); kept for operators and for a revival.</summary>
    public sealed record Parked(string Error) : DeliveryOutcome
    {
        /// <summary>True when somebody who runs the bot can mend it on the platform (a missing permission); <see cref="Error"/> says how. Not stored.</summary>
        public bool NeedsOperator { get; init; }

        /// <summary>The chat that is to be mended where it is not the one of the message: the channel of a thread, for example. Not stored.</summary>
        public string? Place { get; init; }
    }

    /// <summary>A preview of the reply is visible and will be edited into it; not yet delivered.</summary>
    public sealed record PreviewShown(string PreviewId) : DeliveryOutcome;
}
