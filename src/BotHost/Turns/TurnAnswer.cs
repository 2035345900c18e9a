using System.Text;
using Bots.Adapters;
using Bots.Agents;
using Bots.Agents.Analytics;
using Bots.BotHost.Media;
using Bots.Sessions;

namespace Bots.BotHost.Turns;

/// <summary>Collects an answer until it is abandoned; from then on it takes nothing.</summary>
internal sealed class TurnAnswer(IReplyStream stream, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();
    private readonly List<SessionMessage> _steps = [];
    private readonly List<AgentUpdate.Usage> _used = [];
    private readonly TurnMeter _meter = new(time);
    private bool _abandoned;

    /// <summary>What the user said, one for each message of the turn, files read; as it joins the history.</summary>
    public IReadOnlyList<ReadMessage> Said { get; set; } = [];

    /// <summary>The number of the interaction within the session.</summary>
    public int Interaction { get; set; } = 1;

    /// <summary>The tokens counted so far.</summary>
    public IReadOnlyList<AgentUpdate.Usage> Used
    {
        get
        {
            lock (_lock) return [.. _used];
        }
    }

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

    /// <summary>Notes tokens that were used beside the answer.</summary>
    public void Note(IEnumerable<AgentUpdate.Usage> used)
    {
        lock (_lock)
            foreach (var one in used) Take(one);
    }

    public string Abandon()
    {
        lock (_lock)
        {
            _abandoned = true;
            return _text.ToString().Trim();
        }
    }

    public TurnDraft ToDraft(Turn turn, AnswerAgain? again)
    {
        var text = Abandon();
        if (text.Length == 0) return TurnDraft.Failed(TurnFailure.Empty, "The model gave an empty answer. Please ask again.", turn.Reference);
        SessionMessage[] said = again is null
            ? [.. turn.Messages.Select((message, index) => Numbered(message, new("user", Said[index].Words) { Metadata = MessageTag.Of(message, Said[index].Words) }, index == 0))]
            : [.. again.Question.Select((asked, index) => Numbered(turn.Message, new("user", Said[index].Words) { Metadata = MessageTag.WithParts(asked.Stored.Metadata, asked.Message, Said[index].Words) }, index == 0))];
        SessionMessage[] answered = [.. _steps, new("assistant", text) { Metadata = _meter.Mark(MessageMetadata.Empty) }];
        return new() { Messages = [.. said, .. answered.Select(part => Tagged(part, turn.Message))], Reply = new(text) };
    }

    private SessionMessage Numbered(InboundMessage message, SessionMessage said, bool isFirst) =>
        Tagged(isFirst ? said with { Metadata = said.Metadata.WithInteraction(Interaction) } : said, message);

    private void Take(AgentUpdate update)
    {
        _meter.Note(update);
        if (update is AgentUpdate.Step step) _steps.Add(step.Message);
        if (update is AgentUpdate.Usage used) _used.Add(used);
        if (update is not AgentUpdate.Text { Value: { Length: > 0 } piece }) return;
        _text.Append(piece);
        stream.Append(piece);
    }

    private static SessionMessage Tagged(SessionMessage part, InboundMessage message) =>
        part with { Metadata = part.Metadata.With(TurnTag.Name, message.DedupeId) };
}
