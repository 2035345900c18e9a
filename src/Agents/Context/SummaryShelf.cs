using System.Collections.Concurrent;
using Bots.Sessions;

namespace Bots.Agents.Context;

/// <summary>Where summaries are kept: in the store, or in memory beside a store that keeps none.</summary>
internal sealed class SummaryShelf
{
    private const int KeptPerSession = 8;
    private const int MostSessions = 1_000;

    private readonly ConcurrentDictionary<(ISessionStore Store, string SessionId), (SessionSummary Summary, SessionMessage Last)> _beside = new();

    /// <summary>The summary that reaches furthest and still holds; null when there is none.</summary>
    public async Task<SessionSummary?> NewestAsync(ContextSource source, SessionWindow window, CancellationToken cancellationToken)
    {
        if (source.Store.Find<ISessionSummaries>() is { } summaries)
            return (await summaries.ListSummariesAsync(source.SessionId, cancellationToken)).MaxBy(static summary => summary.ToIndex);
        return _beside.TryGetValue((source.Store, source.SessionId), out var kept) && StillHolds(kept.Summary, kept.Last, window) ? kept.Summary : null;
    }

    /// <summary>Keeps a summary of these messages (all of the history between two places); false when the history is no longer that one.</summary>
    public async Task<bool> KeepAsync(ContextSource source, int fromIndex, IReadOnlyList<SessionMessage> messages, string text, CancellationToken cancellationToken)
    {
        var summary = new SessionSummary(fromIndex, fromIndex + messages.Count - 1, text, SessionSummary.HashOf(messages));
        if (source.Store.Find<ISessionSummaries>() is { } summaries)
        {
            if (!await summaries.SaveSummaryAsync(source.SessionId, summary, cancellationToken)) return false;
            await DropOldAsync(summaries, source.SessionId, cancellationToken);
            return true;
        }

        if (_beside.Count >= MostSessions) _beside.Clear();
        _beside[(source.Store, source.SessionId)] = (summary, messages[^1]);
        return true;
    }

    /// <summary>Drops the summary kept in memory.</summary>
    public void Forget(ISessionStore store, string sessionId) => _beside.TryRemove((store, sessionId), out _);

    // Each summary holds all that the ones before it hold; a few stay, for a history that is taken back.
    private static async Task DropOldAsync(ISessionSummaries summaries, string sessionId, CancellationToken cancellationToken)
    {
        var all = await summaries.ListSummariesAsync(sessionId, cancellationToken);
        foreach (var old in all.OrderByDescending(static summary => summary.ToIndex).Skip(KeptPerSession))
            await summaries.DeleteSummaryAsync(sessionId, old.FromIndex, old.ToIndex, cancellationToken);
    }

    private static bool StillHolds(SessionSummary summary, SessionMessage last, SessionWindow window)
    {
        var at = summary.ToIndex - window.FirstIndex;
        if (at >= window.Messages.Count) return false;
        return at < 0 || SessionSummary.HashOf([window.Messages[at]]) == SessionSummary.HashOf([last]);
    }
}
