using Bots.Sessions;

namespace Bots.Agents.Context;

/// <summary>Decides what of a session's history is shown for one turn, and lets the rest be summarised.</summary>
internal sealed class HistoryView(Compaction compaction, ContextSource source, ContextOptions options, LoadedHistory loaded, SpentTokens spent)
{
    // More would keep the user waiting for too long.
    private const int MostBites = 4;

    private readonly WindowLimit _limit = WindowLimit.For(source, options);

    private IEnumerable<(int Index, SessionMessage Message)> Said => loaded.Own.Where(static own => own.Message.Role != "system");

    /// <summary>What is shown at first; what leaves the window is summarised when it is time.</summary>
    public async Task<ShownHistory> OpenAsync(CancellationToken cancellationToken)
    {
        var said = Said.ToList();
        if (!_limit.KeepsSummaries) return new(null, said);

        var old = await compaction.NewestAsync(source, loaded.Window, cancellationToken);
        var fresh = said.Where(own => own.Index > (old?.ToIndex ?? -1)).ToList();
        var overflow = _limit.Overflow([.. fresh.Select(static own => own.Message)]);
        if (overflow == 0 || compaction.IsPausing(source.SessionId)) return new(old, fresh);
        var made = await compaction.TryFoldAsync(source, loaded, old, fresh[overflow - 1].Index, _limit.Bite, spent, cancellationToken);
        return made is null ? new(old, fresh) : new(made, [.. fresh.Where(own => own.Index > made.ToIndex)]);
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
        if (!WindowLimit.CanSummarise(source, options)) return new(history.Summary, rest) { Instead = RequestShortener.Notice };
        if (_limit.KeepsSummaries) return await FoldAsync(history.Summary, history.Fresh[gone - 1].Index, cancellationToken) is { } made ? new(made, rest) : null;

        var text = await compaction.TrySummariseAsync(source, null, [.. shown.Take(start)], spent, static _ => Task.FromResult(true), cancellationToken);
        return text is null ? null : new(null, rest) { Instead = ContextPart.OfSummary(text, isComplete: gone == start) };
    }

    /// <summary>What stands for the messages that are not shown.</summary>
    public IEnumerable<string> Parts(ShownHistory history)
    {
        if (history.Summary is { } summary) yield return ContextPart.OfSummary(summary.Text, ReachesWhatIsShown(summary, history));
        if (history.Instead is not null) yield return history.Instead;
    }

    private bool ReachesWhatIsShown(SessionSummary summary, ShownHistory history) =>
        summary.ToIndex + 1 >= loaded.Window.FirstIndex && Said.Count(own => own.Index > summary.ToIndex) == _limit.Cut(history.Messages).Count;

    // Where a lot has gathered, it takes several.
    private async Task<SessionSummary?> FoldAsync(SessionSummary? old, int toIndex, CancellationToken cancellationToken)
    {
        for (var bites = 0; bites < MostBites && (old is null || old.ToIndex < toIndex); bites++)
            if ((old = await compaction.TryFoldAsync(source, loaded, old, toIndex, _limit.Bite, spent, cancellationToken)) is null)
                return null;
        return old;
    }
}
