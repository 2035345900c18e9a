using Bots.Sessions.Sqlite.Log;

namespace Bots.Sessions.Sqlite;

public sealed partial class SqliteSessionStore : ISessionWindows, ISessionSummaries
{
    /// <inheritdoc/>
    public ValueTask<SessionWindow> GetWindowAsync(string sessionId, WindowRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Check();
        return ReadAsync(
            (id: SessionId.Check(sessionId), request, cancellationToken),
            static (connection, asked) => WindowReader.Read(connection, asked.id, asked.request, asked.cancellationToken),
            cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> SaveSummaryAsync(string sessionId, SessionSummary summary, CancellationToken cancellationToken = default)
    {
        SessionId.Check(sessionId);
        ArgumentNullException.ThrowIfNull(summary);
        if (string.IsNullOrWhiteSpace(summary.Text) || summary.FromIndex < 0 || summary.FromIndex > summary.ToIndex) return false;
        var kept = summary with { Text = MessageText.WellFormed(summary.Text) };

        // Messages never change: the long look at them need not hold up other writes.
        var last = await ReadAsync((sessionId, kept), static (connection, asked) => SummaryTable.FindSource(connection, asked.sessionId, asked.kept), cancellationToken);
        return last is { } message && await _writer.WriteAsync(
            (sessionId, kept, message), static (transaction, asked) => SummaryTable.Save(transaction, asked.sessionId, asked.kept, asked.message), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SessionSummary>> ListSummariesAsync(string sessionId, CancellationToken cancellationToken = default) =>
        ReadAsync(SessionId.Check(sessionId), SummaryTable.List, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> DeleteSummaryAsync(string sessionId, int fromIndex, int toIndex, CancellationToken cancellationToken = default) =>
        _writer.WriteAsync(
            (id: SessionId.Check(sessionId), fromIndex, toIndex),
            static (transaction, asked) => SummaryTable.Delete(transaction, asked.id, asked.fromIndex, asked.toIndex),
            cancellationToken);
}
