using Bots.Sessions;

namespace Bots.Agents.Context;

/// <summary>Decides what of a session's history is shown for one turn, and lets the rest be summarised.</summary>
internal sealed class HistoryView(Compaction compaction, ContextSource source, ContextOptions options, LoadedHistory loaded, SpentTokens spent)
{
    private readonly WindowLimit _limit = WindowLimit.For(source, options);

    private bool CanSummarise => options.Summarize && Compaction.SummarizerOf(source.Agent) is not null;

    // A summary is kept of the whole conversation; a named agent's part of it and a window of exactly so many messages know none.
    private bool KeepsSummaries => CanSummarise && source.Speaker is null && _limit.Messages is null;

    /// <summary>What is shown at first; what leaves the window is summarised when it is time.</summary>
    public async Task<ShownHistory> OpenAsync(CancellationToken cancellationToken)
    {
        var said = loaded.Own.Where(static own => own.Message.Role != "system").ToList();
        if (!KeepsSummaries) return new(null, said);

        var old = await compaction.NewestAsync(source, loaded.Window, cancellationToken);
        var fresh = said.Where(own => own.Index > (old?.ToIndex ?? -1)).ToList();
        var overflow = _limit.Overflow([.. fresh.Select(static own => own.Message)]);
        if (overflow == 0 || compaction.IsPausing(source.SessionId)) return new(old, fresh);
        var made = await compaction.TryFoldAsync(source, loaded, old, fresh[overflow - 1].Index, spent, cancellationToken);
        return made is null ? new(old, fresh) : new(made, fresh[overflow..]);
    }

    /// <summary>The messages that the window shows of it.</summary>
    public IReadOnlyList<SessionMessage> Cut(ShownHistory history) => ToolResults.Prune(_limit.Cut(history.Messages), options.ToolResultLength);

    /// <summary>About half of it, when the model found it too long; null when there is nothing to leave out, or no summary of it to be had.</summary>
    public async Task<ShownHistory?> HalveAsync(ShownHistory history, CancellationToken cancellationToken)
    {
        var shown = ToolResults.PruneAll(_limit.Cut(history.Messages), options.ToolResultLength);
        if (shown.Count == 0) return null;
        var start = WindowLimit.StartOfNewerHalf(shown);
        var gone = history.Fresh.Count - shown.Count + start;
        var rest = history.Fresh.Skip(gone).Zip(shown.Skip(start), static (fresh, pruned) => (fresh.Index, pruned)).ToList();
        if (gone == 0) return null;
        if (!CanSummarise) return new(history.Summary, rest) { Instead = RequestShortener.Notice };
        if (KeepsSummaries)
            return await compaction.TryFoldAsync(source, loaded, history.Summary, history.Fresh[gone - 1].Index, spent, cancellationToken) is { } made ? new(made, rest) : null;

        var text = await compaction.TrySummariseAsync(source, null, [.. shown.Take(start)], spent, static _ => Task.FromResult(true), cancellationToken);
        return text is null ? null : new(null, rest) { Instead = ContextPart.OfSummary(text) };
    }
}
