using Bots.Adapters.Telegram.Api;
using Bots.Sessions.Delivery;

namespace Bots.Adapters.Telegram.Replies;

/// <summary>Says what a refusal means for a reply.</summary>
internal sealed class DeliveryVerdict(TimeProvider time)
{
    private static readonly TimeSpan LongestOutageWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RejectedWait = TimeSpan.FromMinutes(1);

    private int _outages;

    /// <summary>The platform answers again.</summary>
    public void Worked() => Interlocked.Exchange(ref _outages, 0);

    /// <summary>What becomes of the reply. An outage or a limit is never the reply's fault and is not charged.</summary>
    public DeliveryOutcome On(TelegramApiException exception) => exception switch
    {
        { RetryAfter: { } wait } => Later(wait, exception),
        { IsOutage: true } => Later(OutageWait(), exception),
        { Code: 401 or 404 } => Later(RejectedWait, exception),
        { Code: 429 } => Later(RejectedWait, exception),
        _ => new DeliveryOutcome.Parked(exception.Description),
    };

    private DeliveryOutcome.Retry Later(TimeSpan wait, TelegramApiException exception) =>
        new(time.GetUtcNow() + wait, exception.Message, Charged: false) { IsUncertain = exception.IsOutage };

    private TimeSpan OutageWait()
    {
        var wait = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(Interlocked.Increment(ref _outages), 6)));
        return wait < LongestOutageWait ? wait : LongestOutageWait;
    }
}
