using System.Text.Json.Serialization;
using Bots.Sessions.Delivery;

namespace Bots.Sessions.Memory;

/// <summary>One thing that happened to inbox, outbox or aliases. Applying the same events in the same order gives the same state.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "what")]
[JsonDerivedType(typeof(Accepted), "accepted")]
[JsonDerivedType(typeof(Begun), "begun")]
[JsonDerivedType(typeof(Previewed), "previewed")]
[JsonDerivedType(typeof(Released), "released")]
[JsonDerivedType(typeof(Died), "died")]
[JsonDerivedType(typeof(Reopened), "reopened")]
[JsonDerivedType(typeof(Completed), "completed")]
[JsonDerivedType(typeof(Claimed), "claimed")]
[JsonDerivedType(typeof(Forgotten), "forgotten")]
[JsonDerivedType(typeof(Sent), "sent")]
[JsonDerivedType(typeof(Delivered), "delivered")]
[JsonDerivedType(typeof(Retried), "retried")]
[JsonDerivedType(typeof(Parked), "parked")]
[JsonDerivedType(typeof(SendBegun), "sendBegun")]
[JsonDerivedType(typeof(SendPreviewed), "sendPreviewed")]
[JsonDerivedType(typeof(Revived), "revived")]
[JsonDerivedType(typeof(Aliased), "aliased")]
[JsonDerivedType(typeof(Erased), "erased")]
internal abstract record DeliveryEvent
{
    private DeliveryEvent()
    {
    }

    public sealed record Accepted(long Id, InboxMessage Message, string Owner, DateTimeOffset At) : DeliveryEvent;

    public sealed record Begun(long Id) : DeliveryEvent;

    public sealed record Previewed(long Id, string PreviewId) : DeliveryEvent;

    public sealed record Released(long Id) : DeliveryEvent;

    public sealed record Died(long Id, string Error) : DeliveryEvent;

    public sealed record Reopened(long Id) : DeliveryEvent;

    public sealed record Completed(long Id, DateTimeOffset At) : DeliveryEvent;

    public sealed record Claimed(string Owner, DateTimeOffset At, DateTimeOffset Until, bool Exclusive) : DeliveryEvent;

    public sealed record Forgotten(DateTimeOffset DoneBefore) : DeliveryEvent;

    public sealed record Sent(long Id, OutboxMessage Message, string Owner, DateTimeOffset At) : DeliveryEvent;

    public sealed record Delivered(long Id, string Receipt = "", bool MayBeTwice = false, DateTimeOffset At = default) : DeliveryEvent;

    public sealed record Retried(long Id, DateTimeOffset NotBefore, string Error, bool Charged, bool IsUncertain = false) : DeliveryEvent;

    public sealed record Parked(long Id, string Error) : DeliveryEvent;

    public sealed record SendBegun(long Id) : DeliveryEvent;

    public sealed record SendPreviewed(long Id, string PreviewId) : DeliveryEvent;

    public sealed record Revived(long Id, string Owner) : DeliveryEvent;

    public sealed record Aliased(string Key, string SessionId) : DeliveryEvent;

    public sealed record Erased(IReadOnlyList<long> Inbox, IReadOnlyList<long> Outbox) : DeliveryEvent;
}
