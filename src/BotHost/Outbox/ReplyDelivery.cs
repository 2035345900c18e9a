using System.Diagnostics;
using Bots.Adapters;
using Bots.BotHost.Setup;
using Bots.BotHost.Stores;
using Bots.BotHost.Telemetry;
using Bots.BotHost.Turns;
using Bots.Sessions.Delivery;

namespace Bots.BotHost.Outbox;

/// <summary>Brings one stored reply to its platform, as often as its schedule allows.</summary>
internal sealed class ReplyDelivery(DeliveryStores stores, BotAccounts bots, StorePatience patience, DeliverySchedule schedule, HostTelemetry telemetry, SendGate gate, TimeProvider time)
{
    /// <summary>Hosts that may die over one reply before it is given up.</summary>
    public const int MostDeaths = 3;

    private int _sleeping;

    /// <summary>A reply was parked.</summary>
    public event Action<OutboxEntry, DeliveryOutcome.Parked>? Parked;

    /// <summary>Replies that wait for their next attempt.</summary>
    public int Sleeping => Volatile.Read(ref _sleeping);

    /// <summary>Tries until the reply is delivered or parked; returns once that is durable.</summary>
    public async Task RunAsync(OutboxEntry entry, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (entry.NotBefore is { } start) await SleepAsync(start - time.GetUtcNow(), cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            var outcome = schedule.Settle(entry, await TryOnceAsync(entry, id => entry = entry with { Message = entry.Message with { PreviewId = id } }, cancellationToken));
            await patience.RunAsync(token => stores.Outbox.UpdateAsync(entry.Id, outcome, cancellationToken: token));
            Count(entry, outcome);
            if (outcome is not DeliveryOutcome.Retry retry) return;
            entry = entry with { NotBefore = retry.NotBefore, Attempts = entry.Attempts + (retry.Charged ? 1 : 0), Begun = 0, IsUncertain = entry.IsUncertain || retry.IsUncertain };
        }
    }

    private void Count(OutboxEntry entry, DeliveryOutcome outcome)
    {
        if (outcome is DeliveryOutcome.Delivered) telemetry.Metrics.Delivered(entry.Message.Bot, entry.CreatedAt);
        if (outcome is DeliveryOutcome.Retry) telemetry.Metrics.DeliveryRetried(entry.Message.Bot);
        if (outcome is not DeliveryOutcome.Parked parked) return;
        telemetry.Metrics.Parked(entry.Message.Bot);
        Parked?.Invoke(entry, parked);
    }

    private async Task SleepAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        if (wait <= TimeSpan.Zero) return;
        Interlocked.Increment(ref _sleeping);
        try
        {
            await Task.Delay(wait, time, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _sleeping);
        }
    }

    /// <summary>What was taken over is noted before it is sent: its sending may be what the former host died of. All others cost no write more.</summary>
    private async Task<DeliveryOutcome> TryOnceAsync(OutboxEntry entry, Action<string> preview, CancellationToken cancellationToken)
    {
        if (entry.Begun >= MostDeaths) return new DeliveryOutcome.Parked($"The host died {entry.Begun} times while it delivered this reply. replies retry {entry.Id} tries it again.");
        return await gate.RunAsync(entry.Begun > 1, () => entry.Begun > 0 ? TryNotedAsync(entry, preview, cancellationToken) : TryAsync(entry, preview, cancellationToken), cancellationToken);
    }

    private async Task<DeliveryOutcome> TryNotedAsync(OutboxEntry entry, Action<string> preview, CancellationToken cancellationToken)
    {
        await patience.RunAsync(token => stores.Outbox.UpdateAsync(entry.Id, new DeliveryOutcome.Begun(), cancellationToken: token));
        try
        {
            return await TryAsync(entry, preview, cancellationToken);
        }
        catch (OperationCanceledException) when (!patience.IsOver)
        {
            // The host stops, and did not die of it. Whether it came through nobody knows.
            var stopped = new DeliveryOutcome.Retry(time.GetUtcNow(), "The host stopped before the platform answered.", Charged: false) { IsUncertain = true };
            await patience.RunAsync(token => stores.Outbox.UpdateAsync(entry.Id, stopped, cancellationToken: token));
            throw;
        }
    }

    private async Task<DeliveryOutcome> TryAsync(OutboxEntry entry, Action<string> preview, CancellationToken cancellationToken)
    {
        if (bots.Find(entry.Message.Bot) is not { } adapter)
            return new DeliveryOutcome.Parked($"No bot account \"{entry.Message.Bot}\" is configured; add Bots:{entry.Message.Bot} again to deliver it.");
        using var span = telemetry.Tracer.Start("deliver", MessageTrace.Read(entry.Message.Trace), ActivityKind.Producer)
            ?.SetTag("bot", entry.Message.Bot).SetTag("attempt", entry.Attempts + 1);
        try
        {
            var outcome = await adapter.DeliverAsync(entry, async (id, token) =>
            {
                await patience.RunAsync(inner => stores.Outbox.UpdateAsync(entry.Id, new DeliveryOutcome.PreviewShown(id), cancellationToken: inner));
                preview(id);
            }, cancellationToken);
            if (outcome is not DeliveryOutcome.Delivered) span.Failed(outcome.GetType().Name);
            return outcome;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            span.Failed(exception.GetType().Name);
            return new DeliveryOutcome.Retry(time.GetUtcNow(), exception.Message);
        }
    }
}
