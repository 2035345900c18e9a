using Bots.Sessions.Memory;

namespace Bots.Sessions.Json.Journal;

/// <summary>What a journal says when all its lines are read.</summary>
internal sealed class JournalState
{
    private readonly Dictionary<string, List<JournalTurn>> _pending = new(StringComparer.Ordinal);

    public DeliveryState Delivery { get; } = new();

    /// <summary>The sessions that have turns which may not stand in their files yet.</summary>
    public IReadOnlyCollection<string> PendingSessions => _pending.Keys;

    /// <summary>The turns of a session that may not stand in its file yet, in order.</summary>
    public IReadOnlyList<JournalTurn> Pending(string sessionId) => _pending.TryGetValue(sessionId, out var turns) ? [.. turns] : [];

    public void Apply(JournalLine line)
    {
        if (line.Header is { } header) Delivery.SkipIds(header.NextInboxId, header.NextOutboxId);
        if (line.Inbox is { } inbox) Delivery.Put(inbox);
        if (line.Outbox is { } outbox) Delivery.Put(outbox);
        if (line.Receipt is { } receipt) Delivery.Put(receipt);
        if (line.Lease is { } lease) Delivery.Leases[lease.Owner] = lease.Until;
        foreach (var happened in line.Events ?? []) Delivery.Apply(happened);
        if (line.Turn is { } turn) Add(turn);
        foreach (var applied in line.Applied ?? []) Remove(applied);
    }

    /// <summary>The lines of a journal that says the same in the fewest words.</summary>
    public IEnumerable<JournalLine> Snapshot(string generation)
    {
        yield return new() { Header = new(1, generation, Delivery.NextInboxId, Delivery.NextOutboxId) };
        foreach (var row in Delivery.Inbox.Values) yield return new() { Inbox = row };
        foreach (var row in Delivery.Outbox.Values) yield return new() { Outbox = row };
        foreach (var receipt in Delivery.Receipts.Values) yield return new() { Receipt = receipt };
        foreach (var (owner, until) in Delivery.Leases) yield return new() { Lease = new(owner, until) };
        foreach (var (key, session) in Delivery.Aliases) yield return new() { Events = [new DeliveryEvent.Aliased(key, session)] };
        foreach (var turn in _pending.Values.SelectMany(static turns => turns)) yield return new() { Turn = turn };
    }

    private void Add(JournalTurn turn)
    {
        if (!_pending.TryGetValue(turn.SessionId, out var turns)) _pending[turn.SessionId] = turns = [];
        turns.Add(turn);
    }

    private void Remove(AppliedTurn applied)
    {
        if (!_pending.TryGetValue(applied.SessionId, out var turns)) return;
        turns.RemoveAll(turn => turn.Key == applied.Key);
        if (turns.Count == 0) _pending.Remove(applied.SessionId);
    }
}
