using Bots.BotHost.Telemetry;
using Bots.Sessions.Delivery;

namespace Bots.BotHost.Outbox;

/// <summary>When a failed delivery is tried again: 5 s, 25 s, 2 min, 10 min, then parked. An outage alone never parks a reply.</summary>
internal sealed partial class DeliverySchedule(TimeProvider time, ILogger<DeliverySchedule> logger)
{
    private static readonly TimeSpan[] Steps = [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(25), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10)];

    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);

    /// <summary>The outcome as it is stored: a charged retry gets its place in the schedule, or is parked when there is none left.</summary>
    public DeliveryOutcome Settle(OutboxEntry entry, DeliveryOutcome outcome)
    {
        if (outcome is DeliveryOutcome.Retry { Charged: true, Error: var error } && entry.Attempts >= Steps.Length)
            outcome = new DeliveryOutcome.Parked(error);
        else if (outcome is DeliveryOutcome.Retry retry)
            outcome = retry with { NotBefore = Later(retry.NotBefore, time.GetUtcNow() + (retry.Charged ? Steps[entry.Attempts] : ShortestWait)) };
        Log(entry, outcome);
        return outcome;
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private void Log(OutboxEntry entry, DeliveryOutcome outcome)
    {
        var reference = MessageTrace.ReferenceOf(entry.Message.Trace);
        if (outcome is DeliveryOutcome.Retry retry) LogRetry(entry.Id, reference, entry.Message.Bot, retry.NotBefore, retry.Error);
        else if (outcome is DeliveryOutcome.Parked parked) LogParked(entry.Id, reference, entry.Message.Bot, parked.Error);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Bot}: reply {Reply} ({Reference}) is tried again at {NotBefore:u}: {Problem}")]
    private partial void LogRetry(long reply, string reference, string bot, DateTimeOffset notBefore, string problem);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Bot}: reply {Reply} ({Reference}) is kept until the chat shows a sign of life: {Problem}")]
    private partial void LogParked(long reply, string reference, string bot, string problem);
}
