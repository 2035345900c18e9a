using Bots.Adapters;
using Bots.BotHost.Outbox;
using Bots.BotHost.Setup;
using Bots.BotHost.Stores;
using Bots.Sessions;
using Bots.Sessions.Delivery;
using Microsoft.Extensions.Options;

namespace Bots.BotHost.Turns;

/// <summary>Starts and stops the pipeline in the one right order: replay, deliver, take in - and at the end the other way round.</summary>
internal sealed partial class HostEngine(
    DeliveryStores stores, HostIdentity host, HostLock hostLock, BotAccounts bots, Intake intake, TurnQueue queue, OutboxSender sender, LeaseClock lease, TurnClaims claims, StopMarks stops,
    StorePatience patience, StoreHealth health, StoreProbe probe, IOptions<TurnOptions> options, TimeProvider time, ILogger<HostEngine> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(1);

    // Each step of the stop is over by then: together they are a few seconds beyond the drain time.
    private static readonly TimeSpan StepTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FlushTime = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _intakeOver = new();
    private readonly CancellationTokenSource _over = new();
    private Task _adapters = Task.CompletedTask;
    private Task _sender = Task.CompletedTask;
    private Task _lease = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await ClaimAsync(hostLock.TryBeAlone(), cancellationToken);
        hostLock.Share();
        _sender = sender.RunAsync(_over.Token);
        sender.Rescan();
        _lease = Task.WhenAll(KeepLeaseAsync(_over.Token), ProbeAsync(_over.Token));
        _adapters = Task.WhenAll(bots.All.Select(account => RunAdapterAsync(account.Adapter)));
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _intakeOver.CancelAsync();
        await AtMostAsync(StepTime, _ => _adapters);
        await queue.DrainAsync();
        await AtMostAsync(StepTime, intake.DrainAsync);
        // What is delivered while the store cannot note it would be delivered again by the next start.
        if (!patience.IsOver) await AtMostAsync(FlushTime, sender.FlushAsync);
        await _over.CancelAsync();
        await AtMostAsync(patience.IsOver ? StepTime : FlushTime, _ => _sender);
        patience.Leave();
        await AtMostAsync(StepTime, _ => Task.WhenAll(_sender, _lease, queue.WaitUntilIdleAsync(StepTime)));
        await AtMostAsync(StepTime, HandOverAsync);
        LogStopped(queue.Unanswered);
    }

    public void Dispose()
    {
        _intakeOver.Dispose();
        _over.Dispose();
    }

    private async Task AtMostAsync(TimeSpan most, Func<CancellationToken, Task> step)
    {
        using var over = new CancellationTokenSource(most, time);
        await step(over.Token).WaitAsync(over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ClaimAsync(bool exclusive, CancellationToken cancellationToken)
    {
        var begun = lease.Now();
        var orphans = await queue.TakeOverAsync(() => stores.Inbox.ClaimAsync(host.Owner, options.Value.Lease, exclusive, cancellationToken));
        lease.Renewed(begun);
        if (orphans.Count > 0) LogReplay(orphans.Count);
        if (orphans.Count(ticket => ticket.Attempts >= options.Value.AttemptsOfSuspect) is > 0 and var suspects) LogSuspects(suspects);
    }

    /// <summary>Ends the lease at once, so that the next start need not wait for it.</summary>
    private async Task HandOverAsync(CancellationToken cancellationToken)
    {
        // Whatever could not be waited for sends nothing beside the next start.
        lease.Current.End();
        try
        {
            await stores.Inbox.ClaimAsync(host.Owner, TimeSpan.Zero, cancellationToken: cancellationToken);
        }
        catch (SessionStoreException exception)
        {
            health.Failed(exception);
        }
    }

    /// <summary>Renewing begins at a third of the lease: with half of one more everybody is told before the lease ends and nothing is sent any more.</summary>
    private TimeSpan SilenceAllowed => TimeSpan.FromSeconds(Math.Clamp(options.Value.Lease.TotalSeconds / 2, 5, 15));

    private async Task KeepLeaseAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.Value.Lease / 3, time);
        while (await timer.WaitForNextTickAsync(cancellationToken)) await RenewAsync(cancellationToken);
    }

    /// <summary>While the store is down, this is what finds out that it works again.</summary>
    private async Task ProbeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await health.WaitForAlarmAsync(cancellationToken);
            await RenewAsync(cancellationToken);
            while (health.IsDown)
            {
                await Task.Delay(ProbeInterval, time, cancellationToken);
                await RenewAsync(cancellationToken);
            }
        }
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Disposed before the store is said to work: a late alarm cannot follow that.
            await using (health.ExpectAnswer(stores.Location, SilenceAllowed))
            {
                await ClaimAsync(false, cancellationToken);
                await claims.CheckAsync(cancellationToken);
                await stops.ObeyAsync(cancellationToken);
            }

            if (health.IsDown) await probe.RunAsync(cancellationToken);
            health.Works();
            sender.Rescan();
        }
        catch (SessionStoreException exception)
        {
            health.Failed(exception);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Without a lease nothing is sent: whatever a store does, the renewing goes on.
            LogLease(exception);
        }
    }

    private async Task RunAdapterAsync(IPlatformAdapter adapter)
    {
        // Off the start-up path: a slow platform never delays the others.
        await Task.Yield();
        intake.Report(adapter.Bot, new(AdapterHealth.Starting, "Starting."));
        try
        {
            await adapter.RunAsync(intake, _intakeOver.Token);
        }
        catch (OperationCanceledException) when (_intakeOver.IsCancellationRequested)
        {
            // Stopping.
        }
        catch (Exception exception)
        {
            LogAdapter(exception, adapter.Bot);
            intake.Report(adapter.Bot, new(AdapterHealth.Failed, "It stopped by an error of its own (see the log); restart the host."));
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} message(s) from before the start are answered now")]
    private partial void LogReplay(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} message(s) were being answered when the host died more than once; each runs alone, before all others")]
    private partial void LogSuspects(int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopped; {Waiting} message(s) wait in the inbox for the next start")]
    private partial void LogStopped(int waiting);

    [LoggerMessage(Level = LogLevel.Error, Message = "The lease could not be renewed; it is tried again, and nothing is sent once it has ended")]
    private partial void LogLease(Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Bot}: the adapter ended by an error")]
    private partial void LogAdapter(Exception exception, string bot);
}
