using Bots.BotHost.Commands;
using Bots.BotHost.Outbox;
using Bots.BotHost.Setup;
using Bots.BotHost.Stores;
using Bots.Sessions;
using Bots.Sessions.Delivery;
using Microsoft.Extensions.Options;

namespace Bots.BotHost.Turns;

/// <summary>Answers inbox entries by a chat command or the session's agent, ending in exactly one write.</summary>
internal sealed partial class TurnRunner(
    DeliveryStores stores, HostIdentity host, ChatCommands commands, AgentTurn agents, BotAccounts bots, OutboxSender sender,
    StorePatience patience, IOptions<TurnOptions> options, ILogger<TurnRunner> logger) : ITurnRunner
{
    public async Task<bool> RunAsync(IReadOnlyList<long> inboxIds, TurnHandle handle)
    {
        try
        {
            return await BeginAsync(inboxIds, handle) is not { } turn || await AnswerAsync(turn);
        }
        catch (OperationCanceledException) when (patience.IsOver)
        {
            // The host ends while the store is away: the entries are still in the inbox and the next start answers them.
            return true;
        }
        catch (Exception exception)
        {
            LogUnexpected(exception, inboxIds[0]);
            await Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None);
            return false;
        }
    }

    private async Task<Turn?> BeginAsync(IReadOnlyList<long> inboxIds, TurnHandle handle)
    {
        var entries = new List<InboxEntry>(inboxIds.Count);
        var messages = new List<Adapters.InboundMessage>(inboxIds.Count);
        foreach (var id in inboxIds)
        {
            if (await patience.RunAsync(token => stores.Inbox.BeginAsync(id, host.Owner, token)) is not { } entry) continue;
            if (InboundPayload.Read(entry.Message.Payload) is not { } message)
            {
                await GiveUpAsync(entry, "The payload cannot be read.");
                continue;
            }

            if (bots.Find(message.Bot) is null)
            {
                await GiveUpAsync(entry, $"No bot account \"{message.Bot}\" is configured.");
                continue;
            }

            entries.Add(entry);
            messages.Add(message);
        }

        if (entries.Count == 0) return null;
        var session = await patience.RunAsync(token => stores.Aliases.ResolveAsync(messages[^1].SessionKey, token));
        return new(entries, messages, session, bots.Find(messages[^1].Bot)!, handle);
    }

    private async Task<bool> AnswerAsync(Turn turn)
    {
        try
        {
            var attempts = turn.Entries.Max(static entry => entry.Attempts);
            if ((attempts > options.Value.MaxAttempts ? TurnDraft.GivenUp(attempts - 1) : await AskAsync(turn)) is { } draft)
            {
                await WriteAsync(turn, draft);
                return true;
            }

            await ReleaseAsync(turn);
            return turn.Handle.Reason is not TurnCut.Interrupted;
        }
        catch (SessionStoreException exception) when (exception.IsTransient)
        {
            // An outage of a store that the agent asks: the message can do nothing about it, and the attempt is not charged.
            LogUnexpected(exception, turn.Reference);
            await ReleaseAsync(turn);
            await Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None);
            return false;
        }
    }

    private async Task ReleaseAsync(Turn turn)
    {
        foreach (var entry in turn.Entries)
            await patience.RunAsync(token => stores.Inbox.UpdateAsync(entry.Claim, new InboxChange.Released(), token));
    }

    private async Task<TurnDraft?> AskAsync(Turn turn)
    {
        try
        {
            return await commands.TryRunAsync(turn) ?? await agents.RunAsync(turn);
        }
        catch (NotSupportedException exception)
        {
            return TurnDraft.Answer(exception.Message);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or SessionStoreException))
        {
            LogFailed(exception, turn.Reference);
            return TurnDraft.Answer($"Something went wrong on this side, and your message was not answered. Please try again; if it stays, tell the operator this number: {turn.Reference}.");
        }
    }

    private async Task WriteAsync(Turn turn, TurnDraft draft)
    {
        var sends = draft.Reply is null ? [] : turn.Adapter.Render(turn.Message, draft.Reply).ToList();
        if (sends.Count > 0) sends[0] = sends[0] with { PreviewId = draft.PreviewId ?? turn.PreviewId ?? sends[0].PreviewId };
        var write = new TurnWrite(turn.Session)
        {
            Messages = draft.Messages,
            KeepMessages = draft.KeepMessages,
            UserId = turn.Message.UserId,
            AgentName = draft.Messages.Count == 0 ? null : bots.AgentFor(turn.Message.Bot).Name,
            Completes = [.. turn.Entries.Select(static entry => entry.Claim)],
            DeadLetter = draft.DeadLetter,
            Sends = sends,
            Owner = host.Owner,
        };
        var result = await patience.RunAsync(token => stores.Turns.WriteTurnAsync(write, token));
        LogTurn(turn.Session, result.Status, draft.DeadLetter is null);
        if (result.OutboxIds.Count > 0) sender.Wake();
    }

    private async Task GiveUpAsync(InboxEntry entry, string why)
    {
        LogDead(entry.Claim.Id, why);
        await patience.RunAsync(token => stores.Inbox.UpdateAsync(entry.Claim, new InboxChange.Dead(why), token));
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Turn of {Session}: {Status}, answered: {Answered}")]
    private partial void LogTurn(string session, TurnWriteStatus status, bool answered);

    [LoggerMessage(Level = LogLevel.Error, Message = "Inbox entry {Entry} is kept as a dead letter: {Why}")]
    private partial void LogDead(long entry, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "Answering inbox entry {Entry} failed; the user was told")]
    private partial void LogFailed(Exception exception, long entry);

    [LoggerMessage(Level = LogLevel.Error, Message = "The turn of inbox entry {Entry} failed unexpectedly; it is tried again")]
    private partial void LogUnexpected(Exception exception, long entry);
}
