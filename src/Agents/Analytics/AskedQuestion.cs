using Bots.Sessions;

namespace Bots.Agents.Analytics;

/// <summary>Counts the questions of a history that were answered. Agents that hand over to each other ask and answer in several messages what the user asked once.</summary>
internal sealed class AskedQuestion
{
    private int? _interaction;
    private bool _isOver = true;
    private bool _isCounted;

    public int Answered { get; private set; }

    /// <summary>True for what the user asks; false for what one agent asks another in the same interaction.</summary>
    public bool IsNew(SessionMessage asked)
    {
        var interaction = MessageMarks.InteractionOf(asked);
        if (interaction is not null && interaction == _interaction && !_isOver) return false;
        (_interaction, _isOver, _isCounted) = (interaction, false, false);
        return true;
    }

    /// <summary>Notes an answer. The last one of an interaction is measured; those of other programs never are, and count one by one.</summary>
    public void Answer(SessionMessage answer, bool isLast)
    {
        // A copy of what another agent answered.
        if (answer.Metadata.GetString(MessageMarks.AnsweredBy) is not null) return;
        if (!_isCounted || _interaction is null) Answered++;
        (_isCounted, _isOver) = (true, isLast);
    }
}
