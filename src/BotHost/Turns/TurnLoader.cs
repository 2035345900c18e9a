using Bots.Adapters;
using Bots.BotHost.Setup;
using Bots.BotHost.Stores;
using Bots.BotHost.Telemetry;
using Bots.Sessions;
using Bots.Sessions.Delivery;

namespace Bots.BotHost.Turns;

/// <summary>Makes a turn of inbox entries; takes further ones in when they are parts of the same message.</summary>
/// <remarks>Parts lie in the inbox one by one and are joined only here, so a host that dies in between loses none: its successor finds them
/// one behind the other.</remarks>
internal sealed partial class TurnLoader(DeliveryStores stores, HostIdentity host, BotAccounts bots, ChatMoves moves, Withdrawn withdrawn, Corrections corrections, StorePatience patience, LeaseClock lease, HostTelemetry telemetry, TimeProvider time, ILogger<TurnLoader> logger)
{
    // After a restart the rest may still be on its way: the platform sends what was not confirmed once more.
    private readonly DateTimeOffset _started = time.GetUtcNow();

    /// <summary>The turn; null when none of the entries is to be answered by this host, or none yet (<see cref="TurnHandle.IsHeldUp"/>).</summary>
    public async Task<Turn?> LoadAsync(IReadOnlyList<long> inboxIds, TurnHandle handle)
    {
        var parts = new List<Part>(inboxIds.Count);
        handle.Term = lease.Current;
        // A copy: the list grows while parts are taken in.
        var ids = inboxIds.ToArray();
        for (var place = 0; place < ids.Length; place++)
        {
            var (part, isHeldUp) = await BeginAsync(ids[place], handle);
            if (part is { } begun) parts.Add(begun);
            if (!isHeldUp) continue;
            handle.IsHeldUp = true;
            if (parts.Count > 0) handle.Tail!.GiveBack(ids[place..]);
            break;
        }

        if (parts.Count == 0) return null;
        if (handle is { Tail: { } tail, IsHeldUp: false }) await CollectAsync(parts, tail, handle);
        var messages = MessageParts.JoinAll([.. parts.Select(static part => part.Message)]);
        var session = await patience.RunAsync(token => stores.Aliases.ResolveAsync(messages[^1].SessionKey, token));
        List<InboxEntry> entries = parts.ConvertAll(static part => part.Entry);
        handle.Claims = entries.ConvertAll(static entry => entry.Claim);
        return new(entries, messages, session, bots.Find(messages[^1].Bot)!, handle) { Trace = Waited(entries)[^1] };
    }

    private async Task CollectAsync(List<Part> parts, LaneTail tail, TurnHandle handle)
    {
        var open = new List<InboundMessage> { parts[^1].Message };
        while (MessageParts.Window(open) is { } window)
        {
            var arrived = parts[^1].Entry.AcceptedAt;
            var wait = (arrived > _started ? arrived : _started) + window - time.GetUtcNow();
            if (await tail.NextAsync(wait, handle.Token) is not { } id) return;
            var (begun, isHeldUp) = await BeginAsync(id, handle);
            if (isHeldUp) return;
            if (begun is not { } next)
            {
                tail.Take(id);
            }
            else if (MessageParts.Continue(open, next.Message))
            {
                tail.Take(id);
                parts.Add(next);
                open.Add(next.Message);
            }
            else
            {
                await patience.RunAsync(token => stores.Inbox.UpdateAsync(next.Entry.Claim, new InboxChange.Released(), token));
                return;
            }
        }
    }

    /// <summary>Begins an entry; what overtakes (a turn beside the lanes) waits for no other host.</summary>
    private async Task<(Part? Part, bool IsHeldUp)> BeginAsync(long id, TurnHandle handle)
    {
        var inOrder = handle.Tail is not null;
        var entry = await patience.RunAsync(token => telemetry.Metrics.CommitAsync("begin", () => stores.Inbox.BeginAsync(id, host.Owner, inOrder, token)));
        if (entry is null) return (null, false);
        if (entry.IsHeldUp) return (null, true);
        if (handle.Tail is not { } tail || !await tail.HasOlderAsync(id)) return (await ReadAsync(entry), false);
        await patience.RunAsync(token => stores.Inbox.UpdateAsync(entry.Claim, new InboxChange.Released(), token));
        return (null, true);
    }

    private async Task<Part?> ReadAsync(InboxEntry entry)
    {
        if (entry.Message.Bot == StoreProbe.Bot) await CompleteAsync(entry);
        else if (InboundPayload.Read(entry.Message.Payload) is not { } message) await GiveUpAsync(entry, "The payload cannot be read.");
        else if (bots.Find(message.Bot) is null) await GiveUpAsync(entry, $"No bot account \"{message.Bot}\" is configured.");
        else if (withdrawn.Contains(message)) await DropAsync(entry);
        // It may have been taken in before the move of its chat was heard of.
        else return new(entry, corrections.Apply(await patience.RunAsync(token => moves.ApplyAsync(message, token))));
        return null;
    }

    // The user deleted it before it was answered: it is done, and leaves nothing.
    private async Task DropAsync(InboxEntry entry)
    {
        await CompleteAsync(entry);
        LogWithdrawn(entry.Claim.Id);
    }

    private Task<TurnWriteResult> CompleteAsync(InboxEntry entry) =>
        patience.RunAsync(token => stores.Turns.WriteTurnAsync(new(entry.Message.SessionKey) { Completes = [entry.Claim] }, token));

    private List<MessageTrace> Waited(List<InboxEntry> entries)
    {
        var traces = entries.ConvertAll(static entry => MessageTrace.Read(entry.Message.Trace));
        for (var i = 0; i < entries.Count; i++)
        {
            telemetry.Tracer.Waited(traces[i], entries[i].AcceptedAt, entries[i].Attempts);
            telemetry.Metrics.Begun(entries[i].Message.Bot, entries[i].Attempts);
        }

        return traces;
    }

    private async Task GiveUpAsync(InboxEntry entry, string why)
    {
        LogDead(entry.Claim.Id, MessageTrace.ReferenceOf(entry.Message.Trace), why);
        await patience.RunAsync(token => stores.Inbox.UpdateAsync(entry.Claim, new InboxChange.Dead(why), token));
    }

    private readonly record struct Part(InboxEntry Entry, InboundMessage Message);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Inbox entry {Entry} was deleted by its author before it was answered")]
    private partial void LogWithdrawn(long entry);

    [LoggerMessage(Level = LogLevel.Error, Message = "Inbox entry {Entry} ({Reference}) is kept as a dead letter: {Why}")]
    private partial void LogDead(long entry, string reference, string why);
}
