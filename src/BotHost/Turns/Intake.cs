using System.Diagnostics;
using Bots.Adapters;
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
    DeliveryStores stores, HostIdentity host, TurnQueue queue, ITurnRunner runner, ChatCommands commands, ParkedReplies parked, ChatMoves moves, Withdrawn withdrawn,
    StoreHealth health, AdapterBoard board, HostTelemetry telemetry, TimeProvider time) : IInboundSink, IDisposable
{
    private const int MostAside = 64;

    private readonly SemaphoreSlim _aside = new(MostAside);

    public async ValueTask AcceptAsync(IReadOnlyList<InboundMessage> messages, CancellationToken cancellationToken)
    {
        if (messages.Count == 0) return;
        messages = await moves.ApplyAsync(messages, cancellationToken);
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
        if (change is not ChatChange.Lost) parked.Revive(change.Bot, change.ChatId);
    }

    /// <summary>Completes when no turn runs beside the lanes any more; to be called when nothing is taken in.</summary>
    public async Task DrainAsync()
    {
        for (var place = 0; place < MostAside; place++) await _aside.WaitAsync();
    }

    public void Dispose() => _aside.Dispose();

    public void Report(string bot, AdapterState state) => board.Report(bot, state);

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
            if (isPlain && commands.Overtakes(messages[i].Text)) await RunAsideAsync([ticket.Id], TurnCut.None, cancellationToken);
            else if (queue.IsFullFor(ticket.SessionKey)) refused.Add(ticket);
            else queue.Enqueue(ticket, alone: !isPlain || ChatCommands.IsCommand(messages[i].Text));
            parked.Revive(messages[i].Bot, messages[i].Address.ChatId);
            if (messages[i].Address.ThreadId is { } thread) parked.Revive(messages[i].Bot, thread);
        }

        // One honest answer for all that one session sent too much.
        foreach (var session in refused.GroupBy(static ticket => ticket.SessionKey))
            await RunAsideAsync([.. session.Select(static ticket => ticket.Id)], TurnCut.Overloaded, cancellationToken);
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

    /// <summary>Starts a turn beside the lanes: one that overtakes, or one that only says that the bot is too busy. Waits while many of them run:
    /// a flood is held up at the platform, not in memory.</summary>
    private async Task RunAsideAsync(IReadOnlyList<long> ids, TurnCut cut, CancellationToken cancellationToken)
    {
        var place = await TakePlaceAsync(cancellationToken);
        _ = Task.Run(
            async () =>
            {
                using var handle = new TurnHandle(time);
                if (cut is not TurnCut.None) handle.Cut(cut);
                await runner.RunAsync(ids, handle);
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
