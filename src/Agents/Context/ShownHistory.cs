using Bots.Sessions;

namespace Bots.Agents.Context;

/// <summary>What of a history an agent is shown: messages, and in place of what lies before them a summary, or a word that it is missing.</summary>
/// <param name="Summary">The kept summary of what lies before; null for none.</param>
/// <param name="Fresh">What no summary holds, each with its index in the full history; the window shows the end of it.</param>
internal sealed record ShownHistory(SessionSummary? Summary, IReadOnlyList<(int Index, SessionMessage Message)> Fresh)
{
    /// <summary>What the agent is told of messages that are not shown, beside <see cref="Summary"/>; null for nothing.</summary>
    public string? Instead { get; init; }

    public IReadOnlyList<SessionMessage> Messages => [.. Fresh.Select(static fresh => fresh.Message)];
}
