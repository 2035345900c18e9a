using Bots.Sessions.Merging;
using Bots.Sessions.Sqlite.Log;

namespace Bots.Sessions.Sqlite;

public sealed partial class SqliteSessionStore : ISessionVersions
{
    /// <inheritdoc/>
    public ValueTask<int?> SaveVersionAsync(string sessionId, string description, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(description);
        return _writer.WriteAsync(
            (id: SessionId.Check(sessionId), description), static (transaction, asked) => VersionTable.Save(transaction, asked.id, asked.description), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SessionVersion>> ListVersionsAsync(string sessionId, CancellationToken cancellationToken = default) =>
        ReadAsync(SessionId.Check(sessionId), VersionTable.List, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> RestoreVersionAsync(string sessionId, int number, CancellationToken cancellationToken = default) =>
        _writer.WriteAsync(
            (id: SessionId.Check(sessionId), number), static (transaction, asked) => VersionTable.Restore(transaction, asked.id, asked.number), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> DeleteVersionAsync(string sessionId, int number, CancellationToken cancellationToken = default) =>
        _writer.WriteAsync(
            (id: SessionId.Check(sessionId), number), static (transaction, asked) => VersionTable.Delete(transaction, asked.id, asked.number), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<MergeResult> MergeAsync(string leftId, string rightId, MergeOptions? options = null, CancellationToken cancellationToken = default)
    {
        var (left, right) = (SessionId.Check(leftId), SessionId.Check(rightId));
        var target = MergeRules.TargetOf(left, options);
        var (result, refused) = await _writer.WriteAsync(
            (left, right, target, preference: options?.State ?? MergePreference.Right),
            static (transaction, asked) => MergeWriter.Merge(transaction, asked.left, asked.right, asked.target, asked.preference),
            cancellationToken);
        return result ?? throw MergeRules.Refusal(refused!, left, right);
    }
}
