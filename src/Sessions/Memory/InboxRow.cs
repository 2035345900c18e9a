using System.Text.Json.Serialization;
using Bots.Sessions.Delivery;

namespace Bots.Sessions.Memory;

/// <summary>An inbox entry and who works on it; the owner is null while nobody does.</summary>
internal sealed record InboxRow(InboxEntry Entry, string? Owner)
{
    /// <summary>When it was done; its dedupe id is forgotten some time after that.</summary>
    public DateTimeOffset? DoneAt { get; init; }

    [JsonIgnore]
    public long Id => Entry.Claim.Id;

    [JsonIgnore]
    public InboxTicket Ticket => new(Id, Entry.Message.Bot, Entry.Message.SessionKey) { Attempts = Entry.Attempts, AcceptedAt = Entry.AcceptedAt };

    public InboxRow Done(DateTimeOffset at) =>
        this with { DoneAt = at, Entry = Entry with { State = InboxState.Done, Error = null, Message = Entry.Message with { Payload = "" } } };

    public InboxRow TakenBy(string owner) =>
        new(Entry with { Claim = Entry.Claim with { Fence = Entry.Claim.Fence + 1 } }, owner);
}
