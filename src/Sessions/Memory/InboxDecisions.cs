using Bots.Sessions.Delivery;

namespace Bots.Sessions.Memory;

/// <summary>What the inbox answers and what then happens, as pure functions of the state.</summary>
internal static class InboxDecisions
{
    public static DeliveryDecision<IReadOnlyList<InboxTicket?>> Accept(DeliveryState state, IReadOnlyList<InboxMessage> messages, string owner, DateTimeOffset now)
    {
        var tickets = new List<InboxTicket?>();
        var events = new List<DeliveryEvent>();
        var batch = new HashSet<(string, string)>();
        foreach (var message in messages)
        {
            var isNew = !state.Knows(message) && batch.Add((message.Bot, message.DedupeId));
            var id = state.NextInboxId + events.Count;
            tickets.Add(isNew ? new(id, message.Bot, message.SessionKey) { AcceptedAt = now } : null);
            if (isNew) events.Add(new DeliveryEvent.Accepted(id, message, owner, now));
        }

        return new(tickets, events);
    }

    public static DeliveryDecision<InboxEntry?> Begin(DeliveryState state, long id, string owner, bool inOrder)
    {
        if (!state.Inbox.TryGetValue(id, out var row) || row.Entry.State != InboxState.Open || row.Owner != owner)
            return DeliveryDecision<InboxEntry?>.Nothing(null);
        if (inOrder && state.IsBehindOthers(row)) return DeliveryDecision<InboxEntry?>.Nothing(row.Entry with { IsHeldUp = true });
        return new(row.Entry with { Attempts = row.Entry.Attempts + 1 }, [new DeliveryEvent.Begun(id)]);
    }

    public static DeliveryDecision<bool> Update(DeliveryState state, InboxClaim claim, InboxChange change, DateTimeOffset now)
    {
        var expected = change is InboxChange.Reopened or InboxChange.Discarded ? InboxState.Dead : InboxState.Open;
        if (!state.Inbox.TryGetValue(claim.Id, out var row) || row.Entry.Claim != claim || row.Entry.State != expected)
            return DeliveryDecision<bool>.Nothing(false);
        return new(true, change is InboxChange.Unchanged ? [] : [EventOf(claim.Id, change, now)]);
    }

    public static DeliveryDecision<IReadOnlyList<InboxTicket>> Claim(DeliveryState state, DeliveryEvent.Claimed claim, DateTimeOffset forgetBefore)
    {
        var taken = state.Inbox.Values.Where(row => row.Entry.State == InboxState.Open && state.IsFree(row.Owner, claim));
        var events = new List<DeliveryEvent> { claim };
        if (state.Inbox.Values.Any(row => row.DoneAt < forgetBefore) || state.Receipts.Values.Any(receipt => receipt.DeliveredAt < forgetBefore)) events.Add(new DeliveryEvent.Forgotten(forgetBefore));
        return new([.. taken.Select(static row => row.Ticket)], events);
    }

    /// <summary>Whether a turn may complete these entries: null when it may, else why not.</summary>
    public static TurnWriteStatus? Refusal(DeliveryState state, TurnWrite turn)
    {
        if (turn.Completes.Count == 0) return null;
        var settled = turn.DeadLetter is null ? InboxState.Done : InboxState.Dead;
        var rows = turn.Completes.Select(claim => (claim, entry: state.Inbox.GetValueOrDefault(claim.Id)?.Entry)).ToList();
        if (rows.All(static row => row.entry?.State == InboxState.Open && row.entry.Claim == row.claim)) return null;
        return rows.All(row => row.entry?.State == settled) ? TurnWriteStatus.AlreadyWritten : TurnWriteStatus.ClaimLost;
    }

    public static IEnumerable<DeliveryEvent> Complete(TurnWrite turn, DateTimeOffset now) =>
        turn.Completes.DistinctBy(static claim => claim.Id).Select<InboxClaim, DeliveryEvent>(claim => turn.DeadLetter is { } reason
            ? new DeliveryEvent.Died(claim.Id, reason)
            : new DeliveryEvent.Completed(claim.Id, now));

    private static DeliveryEvent EventOf(long id, InboxChange change, DateTimeOffset now) => change switch
    {
        InboxChange.PreviewShown shown => new DeliveryEvent.Previewed(id, shown.PreviewId),
        InboxChange.Released => new DeliveryEvent.Released(id),
        InboxChange.Dead dead => new DeliveryEvent.Died(id, dead.Error),
        InboxChange.Reopened => new DeliveryEvent.Reopened(id),
        InboxChange.Discarded => new DeliveryEvent.Completed(id, now),
        _ => throw new NotSupportedException($"{change.GetType().Name} is no change of an inbox entry."),
    };
}
