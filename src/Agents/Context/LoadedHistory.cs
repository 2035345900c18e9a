using Bots.Sessions;

namespace Bots.Agents.Context;

/// <summary>The end of a session's history, and which of its messages belong to the conversation in question.</summary>
/// <param name="Window">Everything that was read.</param>
/// <param name="Own">The messages of this conversation, each with its index in the full history.</param>
internal sealed record LoadedHistory(SessionWindow Window, IReadOnlyList<(int Index, SessionMessage Message)> Own)
{
    private const int AtFirst = 64;
    private const int AtMost = 4_096;

    /// <summary>Everything up to the end has been read.</summary>
    public bool IsWhole => Window.FirstIndex == 0;

    /// <summary>Reads as much as the limit needs, and no more than that: the cost follows the window, not the history.</summary>
    public static async Task<LoadedHistory> ReadAsync(ContextSource source, WindowLimit limit, CancellationToken cancellationToken)
    {
        for (var want = limit.Messages ?? Math.Max(AtFirst, 8 * limit.Interactions); ; want *= 4)
        {
            var request = limit.Tokens is null || limit.Messages is not null ? new WindowRequest { MaxMessages = Math.Max(1, want), Step = 0 } : new() { MaxTokens = limit.Tokens };
            var window = await source.Store.GetWindowAsync(source.SessionId, request, cancellationToken);
            var own = window.Messages.Select((message, index) => (window.FirstIndex + index, message)).Where(pair => MessageMarks.SpeakerOf(pair.message) == source.Speaker).ToList();
            if (window.FirstIndex == 0 || want >= AtMost || limit.IsCoveredBy([.. own.Select(static pair => pair.message)])) return new(window, own);
        }
    }
}
