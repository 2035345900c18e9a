using Bots.Adapters.Telegram.Api;
using Bots.Sessions.Delivery;

namespace Bots.Adapters.Telegram.Replies;

/// <summary>Says what a refusal means for a reply.</summary>
internal sealed class DeliveryVerdict(TimeProvider time)
{
    private static readonly TimeSpan RejectedWait = TimeSpan.FromMinutes(1);

    private readonly OutageWaits _outages = new();

    /// <summary>The platform answers again.</summary>
    public void Worked() => _outages.End();

    /// <summary>What becomes of the reply. An outage or a limit is never the reply's fault and is not charged; the page of a proxy may be, and is.</summary>
    public DeliveryOutcome On(TelegramApiException exception) => exception switch
    {
        { RetryAfter: { } wait } => Later(wait, exception),
        { IsOutage: true } => Later(_outages.Next(), exception),
        { Code: 401 or 404 or 429 } => Later(RejectedWait, exception),
        { IsForeign: true } => new DeliveryOutcome.Retry(time.GetUtcNow(), $"refused by something that stands before Telegram: {exception.Message}"),
        _ => new DeliveryOutcome.Parked(exception.Description) { NeedsOperator = exception.Says("not enough rights") || exception.Says("have no rights") },
    };

    private DeliveryOutcome.Retry Later(TimeSpan wait, TelegramApiException exception) =>
        new(time.GetUtcNow() + wait, exception.Message, Charged: false) { IsUncertain = exception.IsOutage };
}
