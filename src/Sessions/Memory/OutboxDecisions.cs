using Bots.Sessions.Delivery;

namespace Bots.Sessions.Memory;

/// <summary>What the outbox answers and what then happens, as pure functions of the state.</summary>
internal static class OutboxDecisions
{
    public static DeliveryDecision<IReadOnlyList<long>> Enqueue(DeliveryState state, IReadOnlyList<OutboxMessage> messages, string owner, DateTimeOffset now)
    {
        var sent = messages.Select((message, index) => new DeliveryEvent.Sent(state.NextOutboxId + index, message, owner, now)).ToList();
        return new([.. sent.Select(static one => one.Id)], sent);
    }

    public static IReadOnlyList<OutboxEntry> Pending(DeliveryState state, string owner, long afterId, int limit)
    {
        var others = OldestOfOthers(state, owner);
        return [.. state.Outbox.Values.Where(row => !row.IsParked && row.Owner == owner && row.Entry.Id > afterId).Take(limit).Select(row => row.Entry)
            .Select(entry => others.TryGetValue((entry.Message.Bot, entry.Message.Chat), out var first) && first < entry.Id ? entry with { IsHeldUp = true } : entry)];
    }

    public static DeliveryDecision<bool> Update(DeliveryState state, long id, DeliveryOutcome outcome, string? owner, DateTimeOffset now) =>
        state.Outbox.TryGetValue(id, out var row) && !row.IsParked && (owner is null || row.Owner == owner) ? new(true, [EventOf(id, outcome, now)]) : DeliveryDecision<bool>.Nothing(false);

    public static DeliveryDecision<bool> Revive(DeliveryState state, long id, string owner) =>
        state.Outbox.TryGetValue(id, out var row) && row.IsParked
            ? new(true, [new DeliveryEvent.Revived(id, owner)])
            : DeliveryDecision<bool>.Nothing(false);

    // Per chat the first reply that another living host is to deliver.
    private static Dictionary<(string Bot, string Chat), long> OldestOfOthers(DeliveryState state, string owner)
    {
        var oldest = new Dictionary<(string, string), long>();
        if (!state.HasOtherHost(owner)) return oldest;
        foreach (var row in state.Outbox.Values.Where(row => !row.IsParked && state.IsOfOtherHost(row.Owner, owner)))
            oldest.TryAdd((row.Entry.Message.Bot, row.Entry.Message.Chat), row.Entry.Id);
        return oldest;
    }

    private static DeliveryEvent EventOf(long id, DeliveryOutcome outcome, DateTimeOffset now) => outcome switch
    {
        DeliveryOutcome.Delivered delivered => new DeliveryEvent.Delivered(id, delivered.Receipt, delivered.MayBeTwice, now),
        DeliveryOutcome.Retry retry => new DeliveryEvent.Retried(id, retry.NotBefore, retry.Error, retry.Charged, retry.IsUncertain),
        DeliveryOutcome.Parked parked => new DeliveryEvent.Parked(id, parked.Error),
        DeliveryOutcome.Begun => new DeliveryEvent.SendBegun(id),
        DeliveryOutcome.PreviewShown shown => new DeliveryEvent.SendPreviewed(id, shown.PreviewId),
        _ => throw new NotSupportedException($"{outcome.GetType().Name} is no outcome of a delivery."),
    };
}
