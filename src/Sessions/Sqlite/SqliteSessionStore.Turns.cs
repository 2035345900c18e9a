using System.Runtime.CompilerServices;
using Bots.Sessions.Sqlite.Log;

namespace Bots.Sessions.Sqlite;

public sealed partial class SqliteSessionStore : ISessionCatalog, ITurnLog
{
    /// <inheritdoc/>
    public ValueTask<TurnWriteResult> WriteTurnAsync(TurnWrite turn, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(turn);
        var messages = TurnRules.Check(turn, _time.GetUtcNow()).Select(message => new MessageRow(message, _file.LargeContentBytes)).ToArray();
        return _writer.WriteAsync(
            (turn, messages), static (transaction, asked) => TurnWriter.Write(transaction, asked.turn, asked.messages), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<SessionData?> GetSessionAsync(string sessionId, CancellationToken cancellationToken = default)
    {
        SessionId.Check(sessionId);
        return ReadAsync(sessionId, CatalogReader.Find, cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<SessionData> ListSessionsAsync(
        SessionQuery? query = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // Read in one go: a caller that takes its time must not keep the write-ahead log from being emptied.
        foreach (var session in await ReadAsync(query ?? new(), _catalog.List, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return session;
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> UpdateSessionAsync(string sessionId, SessionChange change, CancellationToken cancellationToken = default)
    {
        SessionId.Check(sessionId);
        ArgumentNullException.ThrowIfNull(change);
        return _writer.WriteAsync(
            (sessionId, change), static (transaction, asked) => SessionWriter.Change(transaction, asked.sessionId, asked.change), cancellationToken);
    }
}
