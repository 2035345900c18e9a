using System.Text;
using Bots.Agents.Analytics;
using Bots.Sessions;

namespace Bots.Agents.Chat;

/// <summary>A turn under way: what it will append to the history, part by part when agents hand over to each other.</summary>
internal sealed class SessionTurn(string? id, TimeProvider time)
{
    // Who asks when it is not the user; agents that have a name are called by it.
    private const string MainAgent = "agent";
    private const string Program = "program";

    private readonly List<SessionMessage> _messages = [];
    private readonly List<string?> _speakers = [];
    private readonly StringBuilder _answer = new();
    private readonly TurnMeter _meter = new(time);
    private bool _separate;

    /// <summary>The name that a program gave it; null for a turn of a user.</summary>
    public string? Id => id;

    /// <summary>Asked right before the turn is written; what it throws leaves nothing in the history.</summary>
    public Func<CancellationToken, Task>? BeforeWriting { get; init; }

    /// <summary>What another one that did the turn at the same time answered, when that stands in the history; null when this one's answer does.</summary>
    public string? AnsweredBefore { get; set; }

    /// <summary>How many agents have had their say.</summary>
    public int Parts => _speakers.Count;

    public int Interaction { get; private set; }

    /// <summary>An agent begins, asked this.</summary>
    public void Begin(string? speaker, string asked, int interaction)
    {
        var by = Parts > 0 ? _speakers[^1] ?? MainAgent : id is null ? null : Program;
        if (Parts == 0) Interaction = interaction;
        else EndPart();
        _speakers.Add(speaker);
        var metadata = MessageMetadata.Empty.WithInteraction(Interaction);
        Add(new("user", asked) { Metadata = by is null ? metadata : metadata.With(MessageMarks.AskedBy, by) });
    }

    /// <summary>Notes what the agent does; the piece of text to show, if it is one.</summary>
    public string? Take(AgentUpdate update)
    {
        _meter.Note(update);
        if (update is AgentUpdate.Step step) Add(step.Message);
        if (update is not AgentUpdate.Text text) return null;
        var piece = _separate ? $"\n\n{text.Value}" : text.Value;
        _separate = false;
        _answer.Append(text.Value);
        return piece;
    }

    /// <summary>The reader has a piece, see <see cref="TurnMeter.Hold"/>.</summary>
    public void Hold() => _meter.Hold();

    /// <summary>The reader wants the next one.</summary>
    public void Release() => _meter.Release();

    /// <summary>Notes tokens that were used beside the answer.</summary>
    public void Note(IEnumerable<AgentUpdate.Usage> used)
    {
        foreach (var one in used) _meter.Note(one);
    }

    /// <summary>All that was said and done. Who handed over knows the answer that was given in its place.</summary>
    public IReadOnlyList<SessionMessage> End()
    {
        var answer = _answer.ToString();
        var named = id is null ? MessageMetadata.Empty : MessageMetadata.Empty.With(MessageMarks.Turn, id);
        Add(new("assistant", answer) { Metadata = _meter.Mark(named) });
        foreach (var speaker in _speakers.SkipLast(1).Distinct().Where(speaker => speaker != _speakers[^1]))
            _messages.Add(Of(speaker, new("assistant", answer) { Metadata = named.With(MessageMarks.AnsweredBy, _speakers[^1]!) }));
        return _messages;
    }

    private void EndPart()
    {
        if (_answer.Length == 0) return;
        Add(new("assistant", _answer.ToString()));
        _answer.Clear();
        _separate = true;
    }

    private void Add(SessionMessage message) => _messages.Add(Of(_speakers[^1], message));

    private static SessionMessage Of(string? speaker, SessionMessage message) =>
        speaker is null ? message : message with { Metadata = message.Metadata.With(MessageMarks.Speaker, speaker) };
}
