using Bots.Sessions;

namespace Bots.Agents.Context;

/// <summary>The end of a session's history, and which of its messages belong to the conversation in question.</summary>
/// <param name="Window">Everything that was read.</param>
/// <param name="Own">The messages of this conversation, each with its index in the full history.</param>
internal sealed record LoadedHistory(SessionWindow Window, IReadOnlyList<(int Index, SessionMessage Message)> Own)
{
    private const int AtFirst = 64;
    private const int AtMost = 4_096;
    private const int FurthestBack = 20_000;

    // Turns may be written meanwhile, and a tool group at the beginning that is not whole is left out.
    private const int Slack = 64;

    /// <summary>Everything up to the end has been read.</summary>
    public bool IsWhole => Window.FirstIndex == 0;

    /// <summary>Reads as much as the limit needs, and no more than that: the cost follows the window, not the history.</summary>
    public static async Task<LoadedHistory> ReadAsync(ContextSource source, WindowLimit limit, CancellationToken cancellationToken)
    {
        if (limit is { Messages: null, Tokens: { } tokens })
        {
            // Where no summary lets a window begin anew now and then, it moves in steps: the beginning of the prompt stays the same for many turns.
            var first = await EndOfAsync(source, limit.KeepsSummaries ? new WindowRequest { MaxTokens = (int)Math.Min(2L * tokens, int.MaxValue), Step = 0 } : new WindowRequest { MaxTokens = tokens }, cancellationToken);
            if (limit.IsMadeOf(first.Window, first.Own.Count) || first.IsEnoughFor(limit)) return first;
        }

        // A long message, or the words of other agents, may fill any number of tokens: by messages the window's own are found all the same.
        for (var want = limit.Messages ?? (limit.Tokens is null ? Math.Max(AtFirst, 8 * limit.Interactions) : AtFirst); ; want *= 4)
        {
            var loaded = await EndOfAsync(source, new() { MaxMessages = Math.Max(1, want), Step = 0 }, cancellationToken);
            if (want >= AtMost || loaded.IsEnoughFor(limit)) return loaded;
        }
    }

    /// <summary>The same and what lies before it, from this index on; of a very long history its newest 20,000 messages.</summary>
    public async Task<LoadedHistory> BackToAsync(ContextSource source, int index, CancellationToken cancellationToken) =>
        index >= Window.FirstIndex ? this : await EndOfAsync(source, new() { MaxMessages = Math.Min(FurthestBack, Window.FirstIndex + Window.Messages.Count - index + Slack), Step = 0 }, cancellationToken);

    private static async Task<LoadedHistory> EndOfAsync(ContextSource source, WindowRequest request, CancellationToken cancellationToken)
    {
        var window = await source.Store.GetWindowAsync(source.SessionId, request, cancellationToken);
        return new(window, [.. window.Messages.Select((message, index) => (window.FirstIndex + index, message)).Where(pair => MessageMarks.SpeakerOf(pair.message) == source.Speaker)]);
    }

    private bool IsEnoughFor(WindowLimit limit) => IsWhole || limit.IsCoveredBy([.. Own.Select(static own => own.Message)]);
}
