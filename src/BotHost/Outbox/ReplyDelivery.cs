using System.Diagnostics;
using Bots.Adapters;
using Bots.BotHost.Setup;
using Bots.BotHost.Stores;
using Bots.BotHost.Telemetry;
using Bots.BotHost.Turns;
using Bots.Sessions.Delivery;

namespace Bots.BotHost.Outbox;

/// <summary>Brings one stored reply to its platform, as often as its schedule allows.</summary>
internal sealed class ReplyDelivery(DeliveryStores stores, HostIdentity host, BotAccounts bots, StorePatience patience, DeliverySchedule schedule, HostTelemetry telemetry, SendGate gate, LatePreviews late, TimeProvider time)
{
    /// <summary>Hosts that may die over one reply before it is given up.</summary>
    public const int MostDeaths = 3;

    // More than a chat shows within the time in which a reply's own time tells it from older ones.
    private const int OthersLookedUp = 100;

    private int _sleeping;

    /// <summary>A reply was parked.</summary>
    public event Action<OutboxEntry, DeliveryOutcome.Parked>? Parked;

    /// <summary>Replies that wait for their next attempt.</summary>
    public int Sleeping => Volatile.Read(ref _sleeping);

    /// <summary>Tries until the reply is delivered or parked; returns once that is durable.</summary>
    /// <param name="entry">The reply.</param>
    /// <param name="term">The term of the lease in which it was read.</param>
    /// <param name="cancellationToken">The host ends.</param>
    /// <returns>False when another host may deliver it by now: to be read again.</returns>
    public async Task<bool> RunAsync(OutboxEntry entry, LeaseTerm term, CancellationToken cancellationToken)
    {
        try
        {
            return await TryAllAsync(entry, term, cancellationToken);
        }
        catch (ReplyLostException)
        {
            return false;
        }
    }

    private async Task<bool> TryAllAsync(OutboxEntry entry, LeaseTerm term, CancellationToken cancellationToken)
    {
        if (await late.OfAsync(entry, cancellationToken) is { } shown && shown != entry.Message.PreviewId)
        {
            await NoteAsync(entry, new DeliveryOutcome.PreviewShown(shown));
            entry = entry with { Message = entry.Message with { PreviewId = shown } };
        }

        while (true)
        {
            if (entry.NotBefore is { } start) await SleepAsync(start - time.GetUtcNow(), term, cancellationToken);
            if (!term.Holds) return false;
            var outcome = schedule.Settle(entry, await TryOnceAsync(entry, term, id => entry = entry with { Message = entry.Message with { PreviewId = id } }, cancellationToken));
            await NoteAsync(entry, outcome);
            Count(entry, outcome);
            if (outcome is not DeliveryOutcome.Retry retry) return true;
            entry = entry with { NotBefore = retry.NotBefore, Attempts = entry.Attempts + (retry.Charged ? 1 : 0), Begun = 0, IsUncertain = entry.IsUncertain || retry.IsUncertain };
        }
    }

    private async Task NoteAsync(OutboxEntry entry, DeliveryOutcome outcome)
    {
        if (!await patience.RunAsync(token => stores.Outbox.UpdateAsync(entry.Id, outcome, host.Owner, token))) throw new ReplyLostException();
    }

    private void Count(OutboxEntry entry, DeliveryOutcome outcome)
    {
        if (outcome is DeliveryOutcome.Delivered) telemetry.Metrics.Delivered(entry.Message.Bot, entry.CreatedAt);
        if (outcome is DeliveryOutcome.Retry) telemetry.Metrics.DeliveryRetried(entry.Message.Bot);
        if (outcome is not DeliveryOutcome.Parked parked) return;
        telemetry.Metrics.Parked(entry.Message.Bot);
        Parked?.Invoke(entry, parked);
    }

    private async Task SleepAsync(TimeSpan wait, LeaseTerm term, CancellationToken cancellationToken)
    {
        if (wait <= TimeSpan.Zero) return;
        Interlocked.Increment(ref _sleeping);
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, term.Over);
            await Task.Delay(wait, time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
        finally
        {
            Interlocked.Decrement(ref _sleeping);
        }
    }

    /// <summary>What was taken over is noted before it is sent: its sending may be what the former host died of. All others cost no write more.</summary>
    private async Task<DeliveryOutcome> TryOnceAsync(OutboxEntry entry, LeaseTerm term, Action<string> preview, CancellationToken cancellationToken)
    {
        if (entry.Begun >= MostDeaths) return new DeliveryOutcome.Parked($"The host died {entry.Begun} times while it delivered this reply. replies retry {entry.Id} tries it again.");
        return await gate.RunAsync(entry.Begun > 1, () => entry.Begun > 0 ? TryNotedAsync(entry, term, preview, cancellationToken) : TryAsync(entry, term, preview, cancellationToken), cancellationToken);
    }

    private async Task<DeliveryOutcome> TryNotedAsync(OutboxEntry entry, LeaseTerm term, Action<string> preview, CancellationToken cancellationToken)
    {
        // In a long line it may have waited for longer than the lease: what hosts died of is not forgotten over that, and nothing is added to it.
        if (!term.Holds) throw new ReplyLostException();
        await NoteAsync(entry, new DeliveryOutcome.Begun());
        try
        {
            return await TryAsync(entry, term, preview, cancellationToken);
        }
        catch (OperationCanceledException exception) when (!patience.IsOver && exception is not ReplyLostException)
        {
            // The host stops, and did not die of it. Whether it came through nobody knows.
            var stopped = new DeliveryOutcome.Retry(time.GetUtcNow(), "The host stopped before the platform answered.", Charged: false) { IsUncertain = true };
            await patience.RunAsync(token => stores.Outbox.UpdateAsync(entry.Id, stopped, host.Owner, token));
            throw;
        }
    }

    private async Task<DeliveryOutcome> TryAsync(OutboxEntry entry, LeaseTerm term, Action<string> preview, CancellationToken cancellationToken)
    {
        if (bots.Find(entry.Message.Bot) is not { } adapter)
            return new DeliveryOutcome.Parked($"No bot account \"{entry.Message.Bot}\" is configured; add Bots:{entry.Message.Bot} again to deliver it.");
        // Waiting for its place, or for the store, can have taken longer than the lease.
        if (!term.Holds) return new DeliveryOutcome.Retry(time.GetUtcNow(), SendPermit.Refusal, Charged: false);
        entry = await WithOthersAsync(entry);
        using var span = telemetry.Tracer.Start("deliver", MessageTrace.Read(entry.Message.Trace), ActivityKind.Producer)
            ?.SetTag("bot", entry.Message.Bot).SetTag("attempt", entry.Attempts + 1);
        try
        {
            var outcome = await SendPermit.Under(() => term.Holds, () => adapter.DeliverAsync(entry, async (id, token) =>
            {
                await NoteAsync(entry, new DeliveryOutcome.PreviewShown(id));
                preview(id);
            }, cancellationToken));
            if (outcome is not DeliveryOutcome.Delivered) span.Failed(outcome.GetType().Name);
            return outcome;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            span.Failed(exception.GetType().Name);
            return new DeliveryOutcome.Retry(time.GetUtcNow(), exception.Message);
        }
    }

    /// <summary>With what other replies of its chat became, where the platform may be asked whether this one stands there already.</summary>
    private async Task<OutboxEntry> WithOthersAsync(OutboxEntry entry)
    {
        if (!entry.IsUncertain || stores.Outbox is not IDeliveryReceipts receipts) return entry;
        var others = await patience.RunAsync(token => receipts.ListReceiptsAsync(entry.Message.Bot, entry.Message.Chat, limit: OthersLookedUp, cancellationToken: token));
        return entry with { OthersShown = [.. others.Select(static other => other.Receipt)] };
    }
}
