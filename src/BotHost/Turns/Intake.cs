using System.Diagnostics;
using Bots.Adapters;
using Bots.BotHost.Commands;
using Bots.BotHost.Health;
using Bots.BotHost.Outbox;
using Bots.BotHost.Stores;
using Bots.BotHost.Telemetry;
using Bots.Sessions.Delivery;

namespace Bots.BotHost.Turns;

/// <summary>Makes arriving messages durable, then hands them to the queue; what must not wait behind a turn overtakes it.</summary>
internal sealed class Intake(
    DeliveryStores stores, HostIdentity host, TurnQueue queue, ITurnRunner runner, ChatCommands commands, OutboxSender sender, ChatMoves moves, AdapterBoard board,
    HostTelemetry telemetry, TimeProvider time) : IInboundSink
{
    public async ValueTask AcceptAsync(IReadOnlyList<InboundMessage> messages, CancellationToken cancellationToken)
    {
        if (messages.Count == 0) return;
        messages = await moves.ApplyAsync(messages, cancellationToken);
        var received = messages.Select(message => telemetry.Tracer.Receive(message.Bot)).ToList();
        try
        {
            var rows = messages.Zip(received, static (message, one) => ToRow(message, one.Trace)).ToList();
            var tickets = await telemetry.Metrics.CommitAsync("accept", stores.Inbox.AcceptAsync(rows, host.Owner, cancellationToken));
            for (var i = 0; i < tickets.Count; i++) Accepted(tickets[i], messages[i], received[i].Span);
        }
        finally
        {
            foreach (var (span, _) in received) span?.Dispose();
        }
    }

    public async ValueTask NoteAsync(ChatChange change, CancellationToken cancellationToken)
    {
        if (change is ChatChange.Moved moved) await moves.NoteAsync(moved, cancellationToken);
        if (change is not ChatChange.Lost) _ = sender.ReviveAsync(change.Bot, change.ChatId);
    }

    public void Report(string bot, AdapterState state) => board.Report(bot, state);

    private static InboxMessage ToRow(InboundMessage message, MessageTrace trace) =>
        new(message.Bot, message.DedupeId, message.SessionKey, InboundPayload.Write(message)) { UserId = message.UserId, Trace = trace.ToString() };

    private void Accepted(InboxTicket? ticket, InboundMessage message, Activity? span)
    {
        telemetry.Metrics.Accepted(message.Bot, isNew: ticket is not null);
        if (ticket is null)
        {
            span?.SetTag("duplicate", true);
            return;
        }

        Start(ticket, message);
        // Whoever writes can be written to again.
        _ = sender.ReviveAsync(message.Bot, message.Address.ChatId);
    }

    private void Start(InboxTicket ticket, InboundMessage message)
    {
        var isPlain = message is { IsEdit: false, Reaction: null };
        if (isPlain && commands.Overtakes(message.Text)) _ = Task.Run(() => RunAsideAsync(ticket, TurnCut.None), CancellationToken.None);
        else if (queue.IsFull) _ = Task.Run(() => RunAsideAsync(ticket, TurnCut.Overloaded), CancellationToken.None);
        else queue.Enqueue(ticket, alone: !isPlain || ChatCommands.IsCommand(message.Text));
    }

    /// <summary>Runs a turn beside the lanes: one that overtakes, or one that only says that the bot is too busy.</summary>
    private async Task RunAsideAsync(InboxTicket ticket, TurnCut cut)
    {
        using var handle = new TurnHandle(time);
        if (cut is not TurnCut.None) handle.Cut(cut);
        await runner.RunAsync([ticket.Id], handle);
    }
}
