namespace Bots.Sessions.Memory;

/// <content>Trees and checkpoints: a history is shared, never copied.</content>
public sealed partial class MemorySessionStore : ISessionBranching, ISessionCheckpoints
{
    /// <inheritdoc/>
    public ValueTask<string> CreateSessionAsync(string? title = null, string? parentId = null, string? sessionId = null, CancellationToken cancellationToken = default) =>
        Locked(() => Start(MemorySession.Below(parentId is null ? null : Parent(parentId), NewId(sessionId), title, Now())), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<string> ForkSessionAsync(
        string parentId, int? fromMessageIndex = null, string? title = null, string? sessionId = null, CancellationToken cancellationToken = default) =>
        Locked(() =>
        {
            var parent = Parent(parentId);
            var last = fromMessageIndex ?? parent.Data.MessageCount - 1;
            if (!parent.Has(last)) throw SessionTrees.NoSuchMessage(last, parent.Data.MessageCount);
            return Start(parent.Fork(last, NewId(sessionId), title, Now()));
        }, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<SessionFamily?> GetFamilyAsync(string sessionId, CancellationToken cancellationToken = default) =>
        Locked(() => Find(sessionId) is { } session ? FamilyOf(session) : null, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<SessionCheckpoint?> CreateCheckpointAsync(
        string sessionId, string? label = null, CheckpointKind kind = CheckpointKind.Manual, CancellationToken cancellationToken = default) =>
        Locked(() => Find(sessionId)?.Mark(label, kind, Now()), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SessionCheckpoint>> ListCheckpointsAsync(string sessionId, CancellationToken cancellationToken = default) =>
        Locked<IReadOnlyList<SessionCheckpoint>>(() => [.. Find(sessionId)?.Checkpoints ?? []], cancellationToken);

    /// <inheritdoc/>
    public ValueTask<SessionCheckpoint?> RevertToCheckpointAsync(string sessionId, string checkpoint, CancellationToken cancellationToken = default) =>
        Locked(() => Find(sessionId)?.Revert(checkpoint, Now()), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<SessionCheckpoint?> RevertToMessageAsync(string sessionId, int messageIndex, CancellationToken cancellationToken = default) =>
        Locked(() => Find(sessionId)?.Revert(messageIndex, Now()), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> DeleteCheckpointAsync(string sessionId, string checkpointId, CancellationToken cancellationToken = default) =>
        Locked(() => Find(sessionId)?.Forget(checkpointId) == true, cancellationToken);

    private MemorySession Parent(string parentId) => Find(parentId) ?? throw SessionTrees.NoParent(parentId);

    private string NewId(string? wanted)
    {
        var id = wanted ?? SessionTrees.NewId();
        return Find(id) is null ? id : throw SessionTrees.Exists(id);
    }

    private string Start(MemorySession session)
    {
        Remove(session.Data.Id);
        _sessions.Add(session.Data.Id, session);
        return session.Data.Id;
    }

    private SessionFamily FamilyOf(MemorySession session)
    {
        var parent = session.Parent is { } known && !IsOver(known) ? known.Data.Id : null;
        return new(session.Data.Id, parent, session.ForkedAt, [.. session.Children.Where(child => !IsOver(child)).Select(static child => child.Data.Id)]);
    }
}
