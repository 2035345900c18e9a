using Bots.Sessions.Delivery;

namespace Bots.Sessions.Memory;

/// <summary>Inbox, outbox, leases and aliases as they stand. Not thread-safe: its keeper locks.</summary>
internal sealed class DeliveryState
{
    private const int MostReceipts = 10_000;

    private readonly Dictionary<(string Bot, string DedupeId), long> _known = [];
    private readonly Dictionary<string, SortedSet<long>> _openBySession = new(StringComparer.Ordinal);

    public SortedDictionary<long, InboxRow> Inbox { get; } = [];

    public SortedDictionary<long, OutboxRow> Outbox { get; } = [];

    public SortedDictionary<long, DeliveryReceipt> Receipts { get; } = [];

    public Dictionary<string, DateTimeOffset> Leases { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Aliases { get; } = new(StringComparer.Ordinal);

    public long NextInboxId { get; private set; } = 1;

    public long NextOutboxId { get; private set; } = 1;

    public bool Knows(InboxMessage message) => _known.ContainsKey((message.Bot, message.DedupeId));

    public void Apply(DeliveryEvent happened)
    {
        switch (happened)
        {
            case DeliveryEvent.Accepted accepted: Put(new InboxRow(NewEntry(accepted), accepted.Owner)); break;
            case DeliveryEvent.Begun begun: Change(begun.Id, static entry => entry with { Attempts = entry.Attempts + 1 }); break;
            case DeliveryEvent.Previewed shown: Change(shown.Id, entry => entry with { PreviewId = shown.PreviewId }); break;
            case DeliveryEvent.Released released: Change(released.Id, static entry => entry with { Attempts = Math.Max(0, entry.Attempts - 1) }); break;
            case DeliveryEvent.Died died: Change(died.Id, entry => entry with { State = InboxState.Dead, Error = died.Error }); break;
            case DeliveryEvent.Reopened reopened: Reopen(reopened.Id); break;
            case DeliveryEvent.Completed completed: Set(Inbox[completed.Id].Done(completed.At)); break;
            case DeliveryEvent.Claimed claimed: Claim(claimed); break;
            case DeliveryEvent.Forgotten forgotten: Forget(forgotten.DoneBefore); break;
            case DeliveryEvent.Aliased aliased: SetAlias(aliased); break;
            case DeliveryEvent.Erased erased: Erase(erased); break;
            default: ApplyToOutbox(happened); break;
        }
    }

    /// <summary>Puts a row in as it is, for a state that was stored.</summary>
    public void Put(InboxRow row)
    {
        Set(row);
        _known[(row.Entry.Message.Bot, row.Entry.Message.DedupeId)] = row.Id;
        SkipIds(row.Id + 1, NextOutboxId);
    }

    /// <summary>Puts a row in as it is, for a state that was stored.</summary>
    public void Put(OutboxRow row)
    {
        Outbox[row.Entry.Id] = row;
        SkipIds(NextInboxId, row.Entry.Id + 1);
    }

    /// <summary>Puts a receipt in as it is, for a state that was stored. The oldest go when there are too many.</summary>
    public void Put(DeliveryReceipt receipt)
    {
        Receipts[receipt.Id] = receipt;
        if (Receipts.Count > MostReceipts) Receipts.Remove(Receipts.First().Key);
    }

    /// <summary>Gives out no ids below these: they were in use once.</summary>
    public void SkipIds(long nextInboxId, long nextOutboxId)
    {
        NextInboxId = Math.Max(NextInboxId, nextInboxId);
        NextOutboxId = Math.Max(NextOutboxId, nextOutboxId);
    }

    /// <summary>Gives out ids from now on that no other store has given out, nor this one before: whoever goes on with this store must not take one
    /// of its rows for one of the store there was before. Milliseconds since 2020 of the real clock: what is made later begins above.</summary>
    public void StartIdsAnew()
    {
        var first = (long)(TimeProvider.System.GetUtcNow() - new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero)).TotalMilliseconds;
        SkipIds(first, first);
    }

    /// <summary>True when this owner's work may be taken over.</summary>
    public bool IsFree(string? owner, DeliveryEvent.Claimed claim) =>
        owner != claim.Owner && (owner is null || claim.Exclusive || !Leases.TryGetValue(owner, out var until) || until <= claim.At);

    /// <summary>True when somebody besides this owner has a lease.</summary>
    public bool HasOtherHost(string owner) => Leases.Count > 1 || (Leases.Count == 1 && !Leases.ContainsKey(owner));

    /// <summary>True when a row belongs to another owner who has a lease, ended or not: until a claim ends it, nobody else may take the row.</summary>
    public bool IsOfOtherHost(string? rowOwner, string owner) => rowOwner is not null && rowOwner != owner && Leases.ContainsKey(rowOwner);

    /// <summary>True while another host has an older open entry of the same session.</summary>
    public bool IsBehindOthers(InboxRow row) =>
        HasOtherHost(row.Owner!) && _openBySession[row.Entry.Message.SessionKey].TakeWhile(id => id < row.Id).Any(id => IsOfOtherHost(Inbox[id].Owner, row.Owner!));

    private void Set(InboxRow row)
    {
        Inbox[row.Id] = row;
        if (row.Entry.State != InboxState.Open) Close(row);
        else if (_openBySession.TryGetValue(row.Entry.Message.SessionKey, out var open)) open.Add(row.Id);
        else _openBySession[row.Entry.Message.SessionKey] = [row.Id];
    }

    private void Close(InboxRow row)
    {
        if (!_openBySession.TryGetValue(row.Entry.Message.SessionKey, out var open)) return;
        open.Remove(row.Id);
        if (open.Count == 0) _openBySession.Remove(row.Entry.Message.SessionKey);
    }

    private void ApplyToOutbox(DeliveryEvent happened)
    {
        switch (happened)
        {
            case DeliveryEvent.Sent sent: Put(new OutboxRow(new OutboxEntry(sent.Id, sent.Message) { CreatedAt = sent.At }, sent.Owner)); break;
            case DeliveryEvent.Delivered delivered: Settle(delivered); break;
            case DeliveryEvent.Retried retried: Outbox[retried.Id] = Outbox[retried.Id].Retried(retried); break;
            case DeliveryEvent.Parked parked: Outbox[parked.Id] = Outbox[parked.Id].Parked(parked.Error); break;
            case DeliveryEvent.SendBegun begun: Outbox[begun.Id] = Outbox[begun.Id].Begun(); break;
            case DeliveryEvent.SendPreviewed shown: Outbox[shown.Id] = Outbox[shown.Id].Previewed(shown.PreviewId); break;
            case DeliveryEvent.Revived revived: Outbox[revived.Id] = Outbox[revived.Id].RevivedBy(revived.Owner); break;
            default: throw new NotSupportedException($"{happened.GetType().Name} is no event of inbox or outbox.");
        }
    }

    private void Settle(DeliveryEvent.Delivered delivered)
    {
        // A journal of an earlier version says nothing of receipts.
        if (Outbox.Remove(delivered.Id, out var row) && delivered.Receipt.Length > 0) Put(row.Delivered(delivered));
    }

    private static InboxEntry NewEntry(DeliveryEvent.Accepted accepted) =>
        new(new InboxClaim(accepted.Id, 1), accepted.Message) { AcceptedAt = accepted.At };

    private void Change(long id, Func<InboxEntry, InboxEntry> change) => Set(Inbox[id] with { Entry = change(Inbox[id].Entry) });

    private void Reopen(long id)
    {
        Change(id, static entry => entry with { State = InboxState.Open, Attempts = 0, Error = null });
        Set(Inbox[id] with { Owner = null });
    }

    private void Claim(DeliveryEvent.Claimed claim)
    {
        foreach (var row in Inbox.Values.Where(row => row.Entry.State == InboxState.Open && IsFree(row.Owner, claim)).ToList())
            Set(row.TakenBy(claim.Owner));
        ClaimReplies(claim);
        foreach (var owner in Leases.Keys.Where(owner => IsFree(owner, claim)).ToList()) Leases.Remove(owner);
        Leases[claim.Owner] = claim.Until;
    }

    // What waited for its time, or behind an older reply of its chat, cannot have been sent.
    private void ClaimReplies(DeliveryEvent.Claimed claim)
    {
        var held = new HashSet<(string, string)>();
        foreach (var row in Outbox.Values.Where(static row => !row.IsParked).ToList())
        {
            var chat = (row.Entry.Message.Bot, row.Entry.Message.Chat);
            if (IsFree(row.Owner, claim)) Outbox[row.Entry.Id] = row.TakenBy(claim.Owner, mayHaveBegun: !held.Contains(chat) && !(row.Entry.NotBefore > claim.At));
            if (row.HoldsUpLater) held.Add(chat);
        }
    }

    private void Forget(DateTimeOffset doneBefore)
    {
        foreach (var row in Inbox.Values.Where(row => row.DoneAt < doneBefore).ToList()) Remove(row);
        foreach (var id in Receipts.Values.Where(receipt => receipt.DeliveredAt < doneBefore).Select(static receipt => receipt.Id).ToList()) Receipts.Remove(id);
    }

    private void Erase(DeliveryEvent.Erased erased)
    {
        foreach (var id in erased.Inbox) Remove(Inbox[id]);
        foreach (var id in erased.Outbox)
        {
            Outbox.Remove(id);
            Receipts.Remove(id);
        }
    }

    private void Remove(InboxRow row)
    {
        Inbox.Remove(row.Id);
        Close(row);
        _known.Remove((row.Entry.Message.Bot, row.Entry.Message.DedupeId));
    }

    private void SetAlias(DeliveryEvent.Aliased alias)
    {
        if (alias.Key == alias.SessionId) Aliases.Remove(alias.Key);
        else Aliases[alias.Key] = alias.SessionId;
    }
}
