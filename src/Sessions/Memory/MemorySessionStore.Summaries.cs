namespace Bots.Sessions.Memory;

/// <content>Summaries.</content>
public sealed partial class MemorySessionStore : ISessionSummaries
{
    /// <inheritdoc/>
    public ValueTask<bool> SaveSummaryAsync(string sessionId, SessionSummary summary, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(summary);
        return Locked(() => !string.IsNullOrWhiteSpace(summary.Text) && Find(sessionId)?.Keep(summary, Now()) == true, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SessionSummary>> ListSummariesAsync(string sessionId, CancellationToken cancellationToken = default) =>
        Locked<IReadOnlyList<SessionSummary>>(() => [.. Find(sessionId)?.Summaries ?? []], cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> DeleteSummaryAsync(string sessionId, int fromIndex, int toIndex, CancellationToken cancellationToken = default) =>
        Locked(() => Find(sessionId)?.ForgetSummary(fromIndex, toIndex) == true, cancellationToken);
}
