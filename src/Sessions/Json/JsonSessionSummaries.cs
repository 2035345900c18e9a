using Bots.Sessions.Json.Documents;

namespace Bots.Sessions.Json;

/// <summary>Summaries in the session files.</summary>
internal sealed class JsonSessionSummaries(ExistingSessions sessions, TimeProvider time) : ISessionSummaries
{
    public async ValueTask<bool> SaveSummaryAsync(string sessionId, SessionSummary summary, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(summary);
        if (string.IsNullOrWhiteSpace(summary.Text)) return false;
        var kept = summary with { Text = MessageText.WellFormed(summary.Text), CreatedAt = MessageText.ToMicroseconds(time.GetUtcNow()) };
        return await ChangeAsync(sessionId, document => SessionSummaries.Save(document, kept), cancellationToken);
    }

    public async ValueTask<IReadOnlyList<SessionSummary>> ListSummariesAsync(string sessionId, CancellationToken cancellationToken = default) =>
        await sessions.ReadAsync(sessionId, cancellationToken) is { } document ? SessionSummaries.Read(document) : [];

    public ValueTask<bool> DeleteSummaryAsync(string sessionId, int fromIndex, int toIndex, CancellationToken cancellationToken = default) =>
        ChangeAsync(sessionId, document => SessionSummaries.Delete(document, fromIndex, toIndex), cancellationToken);

    private async ValueTask<bool> ChangeAsync(string sessionId, Func<SessionDocument, SessionDocument?> change, CancellationToken cancellationToken) =>
        await sessions.ChangeAsync<object>(sessionId, document => change(document) is { } changed ? (changed, changed) : null, cancellationToken) is not null;
}
