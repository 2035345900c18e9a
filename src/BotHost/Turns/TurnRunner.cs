using Bots.BotHost.Access;
using Bots.BotHost.Commands;
using Bots.BotHost.Outbox;
using Bots.BotHost.Setup;
using Bots.BotHost.Stores;
using Bots.BotHost.Telemetry;
using Bots.Sessions;
using Bots.Sessions.Delivery;
using Microsoft.Extensions.Options;

namespace Bots.BotHost.Turns;

/// <summary>Answers inbox entries by a chat command or the session's agent, ending in exactly one write.</summary>
internal sealed partial class TurnRunner(
    DeliveryStores stores, HostIdentity host, TurnLoader loader, AccessGate gate, RateLimiter limits, ChatCommands commands, EditTurn edits, AgentTurn agents, Unanswered unanswered, BotAccounts bots, OutboxSender sender, LatePreviews late,
    TurnMemory memory, StorePatience patience, HostTelemetry telemetry, FailureLog failures, IOptions<TurnOptions> options, ILogger<TurnRunner> logger) : ITurnRunner
{
    public async Task<bool> RunAsync(IReadOnlyList<long> inboxIds, TurnHandle handle)
    {
        try
        {
            if (await loader.LoadAsync(inboxIds, handle) is not { } turn) return !handle.IsHeldUp;
            handle.StandsAlone = !IsQuestion(turn);
            return await AnswerAsync(turn);
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

    private async Task<bool> AnswerAsync(Turn turn)
    {
        using var span = telemetry.Tracer.Turn(turn.Trace, turn.Entries.SkipLast(1).Select(static entry => MessageTrace.Read(entry.Message.Trace)))
            ?.SetTag("bot", turn.Message.Bot);
        try
        {
            var start = telemetry.Metrics.Now();
            var attempts = turn.Entries.Max(static entry => entry.Attempts);
            (turn, var refusal) = await gate.JudgeAsync(turn);
            if ((refusal ?? (attempts > options.Value.MaxAttempts ? await GiveUpAsync(turn, attempts - 1) : await AskAsync(turn))) is { } draft)
            {
                if (draft.Messages.Count > 0) await patience.RunAsync(_ => new ValueTask(memory.LearnAsync(turn)));
                await WriteAsync(span is null ? turn : turn with { Trace = new(span.Context) }, draft);
                if (draft.Failure is { } failure) span.Failed(failure.ToString());
                telemetry.Metrics.Turn(turn.Message.Bot, start);
                return true;
            }

            await ReleaseAsync(turn);
            return turn.Handle.Reason is not (TurnCut.Interrupted or TurnCut.ClaimLost);
        }
        catch (SessionStoreException exception) when (exception.IsTransient)
        {
            // An outage of a store that the agent asks: the message can do nothing about it, and the attempt is not charged.
            LogUnexpected(exception, turn.Claim.Id);
            await ReleaseAsync(turn);
            await Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None);
            return false;
        }
    }

    /// <summary>Beginning it once more only showed that it was tried often enough: that is no attempt, and operators are not shown one.</summary>
    private async Task<TurnDraft> GiveUpAsync(Turn turn, int attempts)
    {
        await ReleaseAsync(turn);
        return TurnDraft.GivenUp(attempts, turn.Reference);
    }

    private async Task ReleaseAsync(Turn turn)
    {
        foreach (var entry in turn.Entries)
            await patience.RunAsync(token => stores.Inbox.UpdateAsync(entry.Claim, new InboxChange.Released(), token));
    }

    private async Task<TurnDraft?> AskAsync(Turn turn)
    {
        var draft = await TryAsync(turn);
        // Whoever is told to send a message again does not look for it in what was said.
        if (draft is { Messages.Count: 0, Failure: not (TurnFailure.Overloaded or TurnFailure.Limited) } && IsQuestion(turn))
            await patience.RunAsync(token => unanswered.KeepAsync(turn, token));
        return draft;
    }

    private static bool IsQuestion(Turn turn) => turn.Message.Reaction is null && !EditTurn.Handles(turn) && !ChatCommands.Handles(turn);

    private async Task<TurnDraft?> TryAsync(Turn turn)
    {
        try
        {
            if (turn.Message.Reaction is not null) return new();
            if (turn.Handle.Reason is TurnCut.Limited) return limits.Refuse(turn.Message, turn.Handle.Pause);
            if (EditTurn.Handles(turn)) return await edits.RunAsync(turn);
            return ChatCommands.Handles(turn) ? await commands.RunAsync(turn) : await agents.RunAsync(turn);
        }
        catch (NotSupportedException exception)
        {
            return TurnDraft.Answer(exception.Message);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or SessionStoreException))
        {
            LogFailed(exception, turn.Reference);
            return TurnDraft.Failed(TurnFailure.Unexpected, "Something went wrong on this side, and your message was not answered. Please try again; if it stays, tell the operator.", turn.Reference);
        }
    }

    private async Task WriteAsync(Turn turn, TurnDraft draft)
    {
        var sends = draft.Reply is null ? [] : turn.Adapter.Render(turn.Message, draft.Reply).ToList();
        if (sends.Count > 0) sends[0] = sends[0] with { PreviewId = draft.PreviewId ?? turn.PreviewId ?? sends[0].PreviewId };
        foreach (var notice in draft.Notices) sends.AddRange(turn.Adapter.Render(notice.To, notice.Reply));
        for (var i = 0; i < sends.Count; i++) sends[i] = sends[i] with { Trace = turn.Trace.ToString() };
        var write = new TurnWrite(draft.Session ?? turn.Session)
        {
            Messages = draft.Messages,
            KeepMessages = draft.KeepMessages,
            UserId = turn.Message.IsShared ? null : turn.Message.UserId,
            AgentName = draft.Messages.Count == 0 ? null : draft.Agent ?? bots.AgentFor(turn.Message.Bot).Name,
            Completes = [.. turn.Entries.Select(static entry => entry.Claim)],
            DeadLetter = draft.DeadLetter,
            Sends = sends,
            Owner = host.Owner,
        };
        using var preview = draft.LatePreview is { } under && sends.Count > 0 ? late.Add(sends[0].Bot, sends[0].Chat, under) : null;
        using var span = telemetry.Tracer.Start("commit");
        var result = await patience.RunAsync(token => telemetry.Metrics.CommitAsync("turn", () => stores.Turns.WriteTurnAsync(write, token)));
        if (result.Status == TurnWriteStatus.Written) telemetry.Metrics.Ended(turn.Message.Bot, turn.Entries.Count, draft.Failure);
        if (result.Status == TurnWriteStatus.Written) failures.Told(turn.Message.Bot, turn.Reference, turn.Messages.Count, draft);
        turn.Handle.IsWritten = true;
        if (result.OutboxIds is [var first, ..]) preview?.Is(first);
        LogTurn(turn.Session, turn.Reference, result.Status, draft.Failure);
        foreach (var (send, id) in sends.Zip(result.OutboxIds)) sender.Announce(send.Bot, send.Chat, id);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Turn of {Session} ({Reference}): {Status}, failed: {Failure}")]
    private partial void LogTurn(string session, string reference, TurnWriteStatus status, TurnFailure? failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "Answering a message failed ({Reference}); the user was told")]
    private partial void LogFailed(Exception exception, string reference);

    [LoggerMessage(Level = LogLevel.Error, Message = "The turn of inbox entry {Entry} failed unexpectedly; it is tried again")]
    private partial void LogUnexpected(Exception exception, long entry);
}
