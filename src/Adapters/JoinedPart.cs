namespace Bots.Adapters;

/// <summary>One of the messages that a joined message is made of.</summary>
/// <param name="MessageId">The platform's id of it, or null.</param>
/// <param name="Start">Where its words begin in <see cref="InboundMessage.Text"/>, or would begin when it has none.</param>
/// <param name="Length">How long they are.</param>
public sealed record JoinedPart(string? MessageId, int Start, int Length)
{
    /// <summary>The files that came with it.</summary>
    public IReadOnlyList<Attachment> Attachments { get => field ?? []; init; }
}
