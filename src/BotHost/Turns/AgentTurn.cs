using System.Collections.Frozen;
using Bots.Adapters;
using Bots.Agents;
using Bots.BotHost.Media;
using Bots.BotHost.Outbox;
using Bots.BotHost.Setup;
using Bots.BotHost.Stores;
using Bots.BotHost.Telemetry;
using Bots.Sessions;
using Bots.Sessions.Delivery;
using Microsoft.Extensions.Options;

namespace Bots.BotHost.Turns;

/// <summary>Asks the session's agent and shows the answer while it grows. Writes nothing: the draft it returns is the whole effect.</summary>
internal sealed partial class AgentTurn(
    DeliveryStores stores, ChosenAgents agents, ContextBuilder context, TurnMemory memory, MediaReader media, OutboxSender sender, StorePatience patience, HostTelemetry telemetry,
    TimeProvider time, IOptions<TurnOptions> options, ILogger<AgentTurn> logger)
{
    /// <summary>The turn's draft; null when the messages are to be answered later: after the next start, or together with a newer one.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="again">What is answered instead of the turn's own messages, or null. Where the draft goes is the caller's to say.</param>
    public async Task<TurnDraft?> RunAsync(Turn turn, AnswerAgain? again = null)
    {
        if (turn.Handle.Reason is TurnCut.Overloaded) return TurnDraft.Failed(TurnFailure.Overloaded, TooBusy(turn.Messages.Count), turn.Reference);
        var handle = turn.Handle;
        await using var stream = OpenReply(turn, turn.PreviewId ?? (again is null ? null : turn.Message.Press?.Receipt));
        var answer = new TurnAnswer(stream, time);
        var agent = await patience.RunAsync(token => agents.ForAsync(turn.Message.Bot, turn.Session, token));
        try
        {
            await AskAsync(turn, again, agent, answer);
        }
        catch (AgentException exception) when (handle.Reason is TurnCut.None)
        {
            LogAgent(turn.Message.Bot, turn.Reference, exception.Message);
            LogTrace(exception, turn.Reference);
            answer.Abandon();
            return await FinishAsync(stream, TurnDraft.Failed(TurnFailure.Agent, exception.Message, turn.Reference));
        }
        catch (Exception exception) when (handle.Reason is not TurnCut.None && exception is not SessionStoreException)
        {
            return await CutAsync(turn, answer.Abandon(), stream);
        }

        return await FinishAsync(stream, answer.ToDraft(turn, again) with { Agent = agent.Name });
    }

    private async Task<List<ReadMessage>> ReadAsync(Turn turn, AnswerAgain? again, ConfiguredAgent agent, CancellationToken cancellationToken)
    {
        var read = new List<ReadMessage>(turn.Messages.Count);
        foreach (var asked in again?.Question ?? []) read.Add(await media.ReadAgainAsync(asked.Message, asked.Files, agent.SeesPictures, cancellationToken));
        foreach (var message in again is null ? turn.Messages : []) read.Add(await media.ReadAsync(message, agent.SeesPictures, cancellationToken));
        return read;
    }

    // What is shown already has its place in the chat.
    private TurnPreview OpenReply(Turn turn, string? previewId) =>
        new(turn, previewId, () => previewId is not null || !IsBusy(turn.Message), id => NotePreviewAsync(turn, id), time);

    // Some platforms deliver to a thread as to a chat of its own.
    private bool IsBusy(InboundMessage message) =>
        sender.IsBusy(message.Bot, message.Address.Lane) || (message.Address.ThreadId is { } thread && sender.IsBusy(message.Bot, thread));

    // The window ends in the middle of a history: what lies behind the question must not be seen.
    private async Task<TurnContext> BuildAsync(AnswerAgain again, string prompt, ConfiguredAgent agent, CancellationToken cancellationToken)
    {
        var whole = await stores.Sessions.GetChatHistoryAsync(again.Session, null, cancellationToken);
        SessionMessage[] before = [.. whole.Take(again.KeepMessages)];
        var interaction = before.Count(static message => message.Role == "user") + 1;
        return new(new(MessageGroups.Window(before, agent.HistoryMessages), prompt), interaction);
    }

    // A display name is whatever its owner typed: the context shows it as one bounded line that is no instruction.
    private ContextSource SourceOf(Turn turn, ConfiguredAgent agent) => new(stores.Sessions, turn.Session, agent)
    {
        UserId = turn.Message.UserId,
        Memory = memory.For(turn.Message),
        Profile = turn.Message.SenderName.Length == 0 ? FrozenDictionary<string, string>.Empty : new Dictionary<string, string> { ["display name"] = turn.Message.SenderName },
    };

    private async Task AskAsync(Turn turn, AnswerAgain? again, ConfiguredAgent agent, TurnAnswer answer)
    {
        var token = turn.Handle.Token;
        answer.Said = await ReadAsync(turn, again, agent, token);
        var asked = await ContextAsync(turn, again, agent, answer.Said);
        answer.Interaction = asked.Interaction;
        using var span = telemetry.Tracer.Start("model")?.SetTag("gen_ai.request.model", agent.Model).SetTag("agent", agent.Name);
        try
        {
            // An agent that ignores its cancellation is left behind: it can write only into the abandoned answer.
            await answer.CollectAsync(agent.ReplyAsync(asked.Request, token), token).WaitAsync(token);
        }
        catch (Exception exception)
        {
            span.Failed(exception.GetType().Name);
            throw;
        }
        finally
        {
            answer.Note(asked.Used);
            foreach (var used in answer.Used) telemetry.Metrics.Tokens(turn.Message.Bot, used.Model, used.InputTokens, used.OutputTokens);
            span?.SetTag("gen_ai.usage.input_tokens", answer.Used.Sum(static used => used.InputTokens)).SetTag("gen_ai.usage.output_tokens", answer.Used.Sum(static used => used.OutputTokens));
        }
    }

    private async Task<TurnContext> ContextAsync(Turn turn, AnswerAgain? again, ConfiguredAgent agent, IReadOnlyList<ReadMessage> said)
    {
        using var span = telemetry.Tracer.Start("history");
        var prompt = string.Join("\n\n", said.Select(static message => message.Words));
        var asked = await patience.RunAsync(_ => new ValueTask<TurnContext>(again is null or { IsUnanswered: true }
            ? context.BuildAsync(SourceOf(turn, agent), prompt, turn.Handle.Token) : BuildAsync(again, prompt, agent, turn.Handle.Token)));
        span?.SetTag("messages", asked.Request.History.Count);
        return asked with { Request = asked.Request with { Attachments = [.. said.SelectMany(static message => message.Pictures)] } };
    }

    private static string TooBusy(int messages) => messages == 1
        ? "More is being written right now than I can answer, and I could not answer this message. Please send it again in a minute."
        : $"More is being written right now than I can answer: the last {messages} messages were not answered. Please send again in a minute what still matters.";

    private async ValueTask NotePreviewAsync(Turn turn, string previewId)
    {
        if (!await patience.RunAsync(token => stores.Inbox.UpdateAsync(turn.Claim, new InboxChange.PreviewShown(previewId), token))) turn.Handle.Cut(TurnCut.ClaimLost);
    }

    private static async Task<TurnDraft?> FinishAsync(TurnPreview stream, TurnDraft draft) =>
        draft with { PreviewId = await stream.CompleteAsync(CancellationToken.None), LatePreview = stream.Left };

    private async Task<TurnDraft?> CutAsync(Turn turn, string partial, TurnPreview stream) => turn.Handle.Reason switch
    {
        TurnCut.ShuttingDown or TurnCut.Interrupted or TurnCut.ClaimLost => null,
        TurnCut.TimedOut => await FinishAsync(stream, TurnDraft.Failed(
            TurnFailure.TimedOut, $"The answer took longer than {options.Value.Timeout.TotalSeconds:0} seconds and was cut; nothing of it is kept. Please ask again, or ask for less.", turn.Reference)),
        _ => await FinishAsync(stream, TurnDraft.Answer(partial.Length == 0 ? "*Stopped.*" : partial + "\n\n*Stopped.*")),
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Bot}: the agent could not answer ({Reference}); the user was told: {Problem}")]
    private partial void LogAgent(string bot, string reference, string problem);

    [LoggerMessage(Level = LogLevel.Debug, Message = "What the agent met ({Reference})")]
    private partial void LogTrace(Exception exception, string reference);
}
