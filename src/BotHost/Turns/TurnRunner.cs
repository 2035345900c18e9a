using Bots.Adapters;
using Bots.BotHost.Commands;
using Bots.BotHost.Outbox;
using Bots.BotHost.Setup;
using Bots.BotHost.Stores;
using Bots.Sessions;
using Bots.Sessions.Delivery;
using Microsoft.Extensions.Options;

namespace Bots.BotHost.Turns;

/// <summary>Answers one inbox entry: a chat command or the session's agent, ending in exactly one write.</summary>
internal sealed partial class TurnRunner(
    DeliveryStores stores, HostIdentity host, ChatCommands commands, AgentTurn agents, BotAccounts bots, OutboxSender sender,
    StorePatience patience, IOptions<TurnOptions> options, ILogger<TurnRunner> logger) : ITurnRunner
{
    public async Task RunAsync(long inboxId, TurnHandle handle)
    {
        try
        {
            var entry = await patience.RunAsync(token => stores.Inbox.BeginAsync(inboxId, host.Owner, token));
            if (entry is not null) await AnswerAsync(entry, handle);
        }
        catch (OperationCanceledException) when (patience.IsOver)
        {
            // The host ends while the store is away: the entry is still in the inbox and the next start answers it.
        }
        catch (Exception exception)
        {
            LogLost(exception, inboxId);
        }
    }

    private async Task AnswerAsync(InboxEntry entry, TurnHandle handle)
    {
        var message = InboundPayload.Read(entry.Message.Payload);
        if (message is null || bots.Find(message.Bot) is not { } adapter)
        {
            await GiveUpAsync(entry, message is null ? "The payload cannot be read." : $"No bot account \"{message.Bot}\" is configured.");
            return;
        }

        var session = await patience.RunAsync(token => stores.Aliases.ResolveAsync(message.SessionKey, token));
        var draft = entry.Attempts > options.Value.MaxAttempts
            ? TurnDraft.GivenUp(entry.Attempts - 1)
            : await AskAsync(entry, message, session, adapter, handle);
        if (draft is null) await ReleaseAsync(entry);
        else await WriteAsync(entry, message, session, adapter, draft);
    }

    private async Task<TurnDraft?> AskAsync(InboxEntry entry, InboundMessage message, string session, IPlatformAdapter adapter, TurnHandle handle)
    {
        try
        {
            return await commands.TryRunAsync(entry, message, session) ?? await agents.RunAsync(entry, message, session, adapter, handle);
        }
        catch (NotSupportedException exception)
        {
            return TurnDraft.Answer(exception.Message);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or SessionStoreException))
        {
            LogFailed(exception, entry.Claim.Id);
            return TurnDraft.Answer($"Something went wrong on this side, and your message was not answered. Please try again; if it stays, tell the operator this number: {entry.Claim.Id}.");
        }
    }

    private async Task WriteAsync(InboxEntry entry, InboundMessage message, string session, IPlatformAdapter adapter, TurnDraft draft)
    {
        var sends = draft.Reply is null ? [] : adapter.Render(message, draft.Reply).ToList();
        if (sends.Count > 0) sends[0] = sends[0] with { PreviewId = draft.PreviewId ?? entry.PreviewId };
        var turn = new TurnWrite(session)
        {
            Messages = draft.Messages,
            KeepMessages = draft.KeepMessages,
            UserId = message.UserId,
            AgentName = draft.Messages.Count == 0 ? null : bots.AgentFor(message.Bot).Name,
            Completes = [entry.Claim],
            DeadLetter = draft.DeadLetter,
            Sends = sends,
            Owner = host.Owner,
        };
        var result = await patience.RunAsync(token => stores.Turns.WriteTurnAsync(turn, token));
        LogTurn(session, result.Status, draft.DeadLetter is null);
        if (result.OutboxIds.Count > 0) sender.Wake();
    }

    private async Task ReleaseAsync(InboxEntry entry) =>
        await patience.RunAsync(token => stores.Inbox.UpdateAsync(entry.Claim, new InboxChange.Released(), token));

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

    [LoggerMessage(Level = LogLevel.Error, Message = "The turn of inbox entry {Entry} failed; it stays in the inbox and is answered after the next start or lease")]
    private partial void LogLost(Exception exception, long entry);
}
