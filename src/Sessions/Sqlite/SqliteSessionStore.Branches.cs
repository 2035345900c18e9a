using Bots.Sessions.Sqlite.Log;

namespace Bots.Sessions.Sqlite;

public sealed partial class SqliteSessionStore : ISessionBranching, ISessionCheckpoints
{
    /// <inheritdoc/>
    public async ValueTask<string> CreateSessionAsync(
        string? title = null, string? parentId = null, string? sessionId = null, CancellationToken cancellationToken = default)
    {
        if (parentId is not null) SessionId.Check(parentId);
        var asked = new NewSession(IdFor(sessionId), parentId, title);
        return Answer(asked, await _writer.WriteAsync(asked, BranchWriter.Create, cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask<string> ForkSessionAsync(
        string parentId, int? fromMessageIndex = null, string? title = null, string? sessionId = null, CancellationToken cancellationToken = default)
    {
        var asked = new NewSession(IdFor(sessionId), SessionId.Check(parentId), title);
        var outcome = await _writer.WriteAsync(
            (asked, fromMessageIndex), static (transaction, fork) => BranchWriter.Fork(transaction, fork.asked, fork.fromMessageIndex), cancellationToken);
        if (outcome == BranchOutcome.NoMessage)
            throw new ArgumentOutOfRangeException(nameof(fromMessageIndex), fromMessageIndex, $"The history of session \"{parentId}\" has no such message.");
        return Answer(asked, outcome);
    }

    /// <inheritdoc/>
    public ValueTask<SessionFamily?> GetFamilyAsync(string sessionId, CancellationToken cancellationToken = default) =>
        ReadAsync(SessionId.Check(sessionId), FamilyReader.Find, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<SessionCheckpoint?> CreateCheckpointAsync(
        string sessionId, string? label = null, CheckpointKind kind = CheckpointKind.Manual, CancellationToken cancellationToken = default) =>
        _writer.WriteAsync(
            (id: SessionId.Check(sessionId), label, kind),
            static (transaction, asked) => CheckpointWriter.Create(transaction, asked.id, asked.label, asked.kind),
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SessionCheckpoint>> ListCheckpointsAsync(string sessionId, CancellationToken cancellationToken = default) =>
        ReadAsync(SessionId.Check(sessionId), CheckpointTable.List, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<SessionCheckpoint?> RevertToCheckpointAsync(string sessionId, string checkpoint, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return _writer.WriteAsync(
            (id: SessionId.Check(sessionId), checkpoint),
            static (transaction, asked) => CheckpointWriter.RevertTo(transaction, asked.id, asked.checkpoint),
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<SessionCheckpoint?> RevertToMessageAsync(string sessionId, int messageIndex, CancellationToken cancellationToken = default) =>
        _writer.WriteAsync(
            (id: SessionId.Check(sessionId), messageIndex),
            static (transaction, asked) => CheckpointWriter.RevertToMessage(transaction, asked.id, asked.messageIndex),
            cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<bool> DeleteCheckpointAsync(string sessionId, string checkpointId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(checkpointId);
        var (isDeleted, version) = await _writer.WriteAsync(
            (id: SessionId.Check(sessionId), checkpointId),
            static (transaction, asked) => CheckpointWriter.Delete(transaction, asked.id, asked.checkpointId),
            cancellationToken);
        return version is { } number ? throw SessionTrees.IsVersion(checkpointId, number) : isDeleted;
    }

    private static string IdFor(string? wanted) => wanted is null ? Guid.NewGuid().ToString("N") : SessionId.Check(wanted);

    private static string Answer(NewSession asked, BranchOutcome outcome) => outcome switch
    {
        BranchOutcome.IdExists => throw new InvalidOperationException($"Session \"{asked.Id}\" exists already; choose another id."),
        BranchOutcome.NoParent => throw new InvalidOperationException($"Session \"{asked.ParentId}\" does not exist, so that nothing can lie below it."),
        _ => asked.Id,
    };
}
