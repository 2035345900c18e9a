using System.Collections.Frozen;
using System.Text;
using Bots.Adapters;
using Bots.Agents;
using Bots.BotHost.Setup;
using Bots.BotHost.Stores;
using Bots.Sessions;
using Bots.Sessions.Delivery;
using Microsoft.Extensions.Options;

namespace Bots.BotHost.Turns;

/// <summary>Asks the session's agent and shows the answer while it grows. Writes nothing: the draft it returns is the whole effect.</summary>
internal sealed partial class AgentTurn(
    DeliveryStores stores, BotAccounts bots, ContextBuilder context, StorePatience patience, IOptions<TurnOptions> options, ILogger<AgentTurn> logger)
{
    /// <summary>The turn's draft; null when the messages are to be answered later: after the next start, or together with a newer one.</summary>
    public async Task<TurnDraft?> RunAsync(Turn turn)
    {
        if (turn.Handle.Reason is TurnCut.Overloaded) return TurnDraft.Answer("Too many people are writing right now, and I could not answer this message. Please send it again in a minute.");
        var (agent, handle) = (bots.AgentFor(turn.Message.Bot), turn.Handle);
        await using var stream = turn.Adapter.OpenReply(turn.Message, turn.PreviewId, (id, token) => NotePreviewAsync(turn.Claim, id));
        var answer = new Answer(stream);
        try
        {
            var asked = await patience.RunAsync(_ => new ValueTask<TurnContext>(context.BuildAsync(SourceOf(turn, agent), turn.Prompt, handle.Token)));
            answer.Interaction = asked.Interaction;
            // An agent that ignores its cancellation is left behind: it can write only into the abandoned answer.
            await answer.CollectAsync(agent.ReplyAsync(asked.Request, handle.Token), handle.Token).WaitAsync(handle.Token);
        }
        catch (AgentException exception) when (handle.Reason is TurnCut.None)
        {
            LogAgent(exception, turn.Message.Bot);
            answer.Abandon();
            return await FinishAsync(stream, TurnDraft.Answer(exception.Message));
        }
        catch (Exception exception) when (handle.Reason is not TurnCut.None && exception is not SessionStoreException)
        {
            return await CutAsync(answer.Abandon(), stream, handle.Reason);
        }

        return await FinishAsync(stream, answer.ToDraft(turn));
    }

    // A display name is whatever its owner typed: the context shows it as one bounded line that is no instruction.
    private ContextSource SourceOf(Turn turn, ConfiguredAgent agent) => new(stores.Sessions, turn.Session, agent)
    {
        UserId = turn.Message.UserId,
        Profile = turn.Message.SenderName.Length == 0 ? FrozenDictionary<string, string>.Empty : new Dictionary<string, string> { ["display name"] = turn.Message.SenderName },
    };

    private async ValueTask NotePreviewAsync(InboxClaim claim, string previewId) =>
        await patience.RunAsync(token => stores.Inbox.UpdateAsync(claim, new InboxChange.PreviewShown(previewId), token));

    private static async Task<TurnDraft?> FinishAsync(IReplyStream stream, TurnDraft draft) =>
        draft with { PreviewId = await stream.CompleteAsync(CancellationToken.None) };

    private async Task<TurnDraft?> CutAsync(string partial, IReplyStream stream, TurnCut reason) => reason switch
    {
        TurnCut.ShuttingDown or TurnCut.Interrupted => null,
        TurnCut.TimedOut => await FinishAsync(stream, TurnDraft.Answer(
            $"The answer took longer than {options.Value.Timeout.TotalSeconds:0} seconds and was cut; nothing of it is kept. Please ask again, or ask for less.")),
        _ => await FinishAsync(stream, TurnDraft.Answer(partial.Length == 0 ? "*Stopped.*" : partial + "\n\n*Stopped.*")),
    };

    /// <summary>Collects an answer until it is abandoned; from then on it takes nothing.</summary>
    private sealed class Answer(IReplyStream stream)
    {
        private readonly Lock _lock = new();
        private readonly StringBuilder _text = new();
        private readonly List<SessionMessage> _steps = [];
        private bool _abandoned;

        /// <summary>The number of the interaction within the session.</summary>
        public int Interaction { get; set; } = 1;

        public async Task CollectAsync(IAsyncEnumerable<AgentUpdate> updates, CancellationToken cancellationToken)
        {
            await foreach (var update in updates.WithCancellation(cancellationToken))
            {
                lock (_lock)
                {
                    if (_abandoned) return;
                    Take(update);
                }
            }
        }

        public string Abandon()
        {
            lock (_lock)
            {
                _abandoned = true;
                return _text.ToString().Trim();
            }
        }

        public TurnDraft ToDraft(Turn turn)
        {
            var text = Abandon();
            if (text.Length == 0) return TurnDraft.Answer("The model gave an empty answer. Please ask again.");
            var said = turn.Messages.Select((message, index) => Tagged(new("user", message.Text) { Metadata = index == 0 ? MessageMetadata.Empty.WithInteraction(Interaction) : MessageMetadata.Empty }, message));
            SessionMessage[] answered = [.. _steps, new("assistant", text)];
            return new() { Messages = [.. said, .. answered.Select(part => Tagged(part, turn.Message))], Reply = new(text) };
        }

        private void Take(AgentUpdate update)
        {
            if (update is AgentUpdate.Step step) _steps.Add(step.Message);
            if (update is not AgentUpdate.Text { Value: { Length: > 0 } piece }) return;
            _text.Append(piece);
            stream.Append(piece);
        }

        private static SessionMessage Tagged(SessionMessage part, InboundMessage message) =>
            part with { Metadata = part.Metadata.With(TurnTag.Name, message.DedupeId) };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Bot}: the agent could not answer; the user was told")]
    private partial void LogAgent(Exception exception, string bot);
}
