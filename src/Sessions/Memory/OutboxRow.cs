using System.Text.Json.Serialization;
using Bots.Sessions.Delivery;

namespace Bots.Sessions.Memory;

/// <summary>An undelivered reply and who delivers it.</summary>
internal sealed record OutboxRow(OutboxEntry Entry, string Owner)
{
    public bool IsParked { get; init; }

    public OutboxRow Previewed(string previewId) => this with { Entry = Entry with { Message = Entry.Message with { PreviewId = previewId } } };

    public OutboxRow Begun() => this with { Entry = Entry with { Begun = Entry.Begun + 1 } };

    public OutboxRow Retried(DeliveryEvent.Retried retried) => this with
    {
        Entry = Entry with
        {
            NotBefore = retried.NotBefore, Error = retried.Error, Attempts = Entry.Attempts + (retried.Charged ? 1 : 0), Begun = 0, IsUncertain = Entry.IsUncertain || retried.IsUncertain,
        },
    };

    /// <summary>True while later replies of the chat wait for it. One that was parked and revived stands before replies that were sent without it.</summary>
    [JsonIgnore]
    public bool HoldsUpLater => !IsParked && (Entry.Error is null || Entry.Attempts > 0);

    public OutboxRow TakenBy(string owner, bool mayHaveBegun) =>
        this with { Owner = owner, Entry = Entry with { Begun = Math.Max(Entry.Begun, 1), IsUncertain = Entry.IsUncertain || (mayHaveBegun && Entry.Message.PreviewId is null) } };

    public DeliveryReceipt Delivered(DeliveryEvent.Delivered delivered) =>
        new(Entry.Id, Entry.Message.Bot, Entry.Message.Chat, delivered.Receipt, delivered.At) { SessionKey = Entry.Message.SessionKey, MayBeTwice = delivered.MayBeTwice };

    public OutboxRow Parked(string error) => this with { IsParked = true, Entry = Entry with { Error = error } };

    public OutboxRow RevivedBy(string owner) => new(Entry with { Attempts = 0, Begun = 0, NotBefore = null }, owner);
}
