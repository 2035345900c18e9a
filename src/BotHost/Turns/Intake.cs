using System.Diagnostics;
using Bots.Adapters;
using Bots.BotHost.Access;
using Bots.BotHost.Commands;
using Bots.BotHost.Health;
using Bots.BotHost.Outbox;
using Bots.BotHost.Stores;
using Bots.BotHost.Telemetry;
using Bots.Sessions;
using Bots.Sessions.Delivery;

namespace Bots.BotHost.Turns;

/// <summary>Makes arriving messages durable, then hands them to the queue; what must not wait behind a turn overtakes it.</summary>
internal sealed class Intake(
    DeliveryStores stores, HostIdentity host, TurnQueue queue, ITurnRunner runner, ChatCommands commands, ParkedReplies parked, ChatMoves moves, TakenMessages taken, Withdrawn withdrawn, Corrections corrections,
    AccessGate gate, RateLimiter limits, OwnerNotices owners, StoreHealth health, AdapterBoard board, HostTelemetry telemetry, TimeProvider time) : IInboundSink, IDisposable
{
    private const int MostAside = 64;

    private readonly SemaphoreSlim _aside = new(MostAside);

    public async ValueTask AcceptAsync(IReadOnlyList<InboundMessage> messages, CancellationToken cancellationToken)
    {
        messages = await taken.OursAsync(await moves.ApplyAsync(messages, cancellationToken), cancellationToken);
        if (messages.Count == 0) return;
        var received = messages.Select(message => telemetry.Tracer.Receive(message.Bot)).ToList();
        try
        {
            var tickets = await StoreAsync([.. messages.Zip(received, static (message, one) => ToRow(message, one.Trace))], cancellationToken);
            await StartAsync(tickets, messages, received, cancellationToken);
        }
        finally
        {
            foreach (var (span, _) in received) span?.Dispose();
        }
    }

    public async ValueTask NoteAsync(ChatChange change, CancellationToken cancellationToken)
    {
        if (change is ChatChange.Moved moved) await moves.NoteAsync(moved, cancellationToken);
        if (change is not ChatChange.Lost) parked.Revive(change.Bot, await moves.LaneOfAsync(change, cancellationToken));
    }

    /// <summary>Completes when no turn runs beside the lanes any more; to be called when nothing is taken in.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        for (var place = 0; place < MostAside; place++) await _aside.WaitAsync(cancellationToken);
    }

    public void Dispose() => _aside.Dispose();

    public void Report(string bot, AdapterState state)
    {
        board.Report(bot, state);
        if (state is { Health: AdapterHealth.Failed, CanSend: true } && owners.IsNew(bot, state.Detail)) owners.Tell(bot, $"I receive nothing any more. {state.Detail}");
    }

    private static InboxMessage ToRow(InboundMessage message, MessageTrace trace) =>
        new(message.Bot, message.DedupeId, message.SessionKey, InboundPayload.Write(message)) { UserId = message.UserId, Trace = trace.ToString() };

    private async Task StartAsync(
        IReadOnlyList<InboxTicket?> tickets, IReadOnlyList<InboundMessage> messages, List<(Activity? Span, MessageTrace Trace)> received, CancellationToken cancellationToken)
    {
        var refused = new List<InboxTicket>();
        for (var i = 0; i < tickets.Count; i++)
        {
            telemetry.Metrics.Accepted(messages[i].Bot, isNew: tickets[i] is not null);
            if (tickets[i] is not { } ticket)
            {
                received[i].Span?.SetTag("duplicate", true);
                continue;
            }

            if (messages[i].IsDeletion) withdrawn.Add(messages[i]);
            var isPlain = messages[i] is { IsEdit: false, IsDeletion: false, Reaction: null };
            if (isPlain && commands.Overtakes(messages[i])) await RunAsideAsync([ticket.Id], static time => new(time), cancellationToken);
            else if (await LimitAsync(messages[i]) is { } pause) await RunAsideAsync([ticket.Id], time => Cut(new(time) { Pause = pause > TimeSpan.Zero ? pause : null }, TurnCut.Limited), cancellationToken);
            else if (!messages[i].IsDeletion && queue.IsFullFor(ticket.SessionKey)) refused.Add(ticket);
            else Enqueue(ticket, messages[i], alone: !isPlain || ChatCommands.IsCommand(messages[i].Text));
            parked.Revive(messages[i].Bot, messages[i].Address.Lane);
            if (messages[i].Address.ThreadId is { } thread) parked.Revive(messages[i].Bot, thread);
        }

        // One honest answer for all that one session sent too much.
        foreach (var session in refused.GroupBy(static ticket => ticket.SessionKey))
            await RunAsideAsync([.. session.Select(static ticket => ticket.Id)], static time => Cut(new(time), TurnCut.Overloaded), cancellationToken);
    }

    private void Enqueue(InboxTicket ticket, InboundMessage message, bool alone)
    {
        if (message.IsEdit) corrections.Add(message);
        queue.Enqueue(ticket, alone, message.UserId);
    }

    private async ValueTask<IReadOnlyList<InboxTicket?>> StoreAsync(List<InboxMessage> rows, CancellationToken cancellationToken)
    {
        health.ThrowIfDown();
        try
        {
            return await telemetry.Metrics.CommitAsync("accept", () => stores.Inbox.AcceptAsync(rows, host.Owner, cancellationToken));
        }
        catch (SessionStoreException exception)
        {
            health.Failed(exception);
            throw;
        }
    }

    /// <summary>How long a message's writer is to wait, as <see cref="RateLimiter.Judge"/> says; counted only once it is stored, so that what the platform
    /// sends again after an outage is not counted again.</summary>
    private async Task<TimeSpan?> LimitAsync(InboundMessage message) =>
        message is { Reaction: null, IsDeletion: false } && limits.Judge(message) is { } pause && !await gate.IsOwnerAsync(message.Bot, message.UserId) ? pause : null;

    private static TurnHandle Cut(TurnHandle handle, TurnCut reason)
    {
        handle.Cut(reason);
        return handle;
    }

    /// <summary>Starts a turn beside the lanes: one that overtakes, or one that only says that the bot is too busy. Waits while many of them run:
    /// a flood is held up at the platform, not in memory.</summary>
    private async Task RunAsideAsync(IReadOnlyList<long> ids, Func<TimeProvider, TurnHandle> begin, CancellationToken cancellationToken)
    {
        var place = await TakePlaceAsync(cancellationToken);
        _ = Task.Run(
            async () =>
            {
                using var handle = begin(time);
                // What could not be dealt with is tried again, as in the lanes; the runner pauses in between, and an attempt is charged.
                while (!await runner.RunAsync(ids, handle))
                {
                }

                if (place) _aside.Release();
            },
            CancellationToken.None);
    }

    /// <summary>False for a caller that has gone: its messages are stored, so they are dealt with all the same.</summary>
    private async Task<bool> TakePlaceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _aside.WaitAsync(cancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
