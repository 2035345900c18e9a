using Bots.Sessions.Json.Documents;

namespace Bots.Sessions.Json;

/// <summary>Checkpoints in the session files, under the format's <c>snapshots</c>.</summary>
internal sealed class JsonSessionCheckpoints(ExistingSessions sessions, TimeProvider time) : ISessionCheckpoints
{
    public ValueTask<SessionCheckpoint?> CreateCheckpointAsync(
        string sessionId, string? label = null, CheckpointKind kind = CheckpointKind.Manual, CancellationToken cancellationToken = default) =>
        sessions.ChangeAsync<SessionCheckpoint>(sessionId, document =>
        {
            var made = new SessionCheckpoint(Guid.NewGuid().ToString(), document.MessageCount - 1, Now(), label is null ? null : MessageText.WellFormed(label), kind);
            return (SessionSnapshots.Mark(document, made), made);
        }, cancellationToken);

    public async ValueTask<IReadOnlyList<SessionCheckpoint>> ListCheckpointsAsync(string sessionId, CancellationToken cancellationToken = default) =>
        await sessions.ReadAsync(sessionId, cancellationToken) is { } document
            ? [.. SessionSnapshots.Read(document).Select(static snapshot => snapshot.Shown)]
            : [];

    public ValueTask<SessionCheckpoint?> RevertToCheckpointAsync(string sessionId, string checkpoint, CancellationToken cancellationToken = default) =>
        sessions.ChangeAsync<SessionCheckpoint>(sessionId, document =>
            SessionSnapshots.Find(document, checkpoint) is { } target ? (SessionSnapshots.GoTo(document, target, Now(), out var wayBack), wayBack) : null, cancellationToken);

    public ValueTask<SessionCheckpoint?> RevertToMessageAsync(string sessionId, int messageIndex, CancellationToken cancellationToken = default) =>
        sessions.ChangeAsync<SessionCheckpoint>(sessionId, document =>
        {
            if (messageIndex < -1 || messageIndex >= document.MessageCount) return null;
            var kept = messageIndex < 0 ? 0 : MessageGroups.EndOfGroup(document.Window(null), messageIndex) + 1;
            return (SessionChanges.Become(document, [.. document.RawMessages.Take(kept)], Now(), out var wayBack), wayBack);
        }, cancellationToken);

    public async ValueTask<bool> DeleteCheckpointAsync(string sessionId, string checkpointId, CancellationToken cancellationToken = default) =>
        await sessions.ChangeAsync<object>(sessionId, document =>
            SessionSnapshots.Forget(document, snapshot => snapshot.Shown.Id == checkpointId && IsNoVersion(snapshot)) is { } changed ? (changed, changed) : null, cancellationToken) is not null;

    private static bool IsNoVersion(Snapshot snapshot) => snapshot.Version is { } version ? throw SessionTrees.IsVersion(snapshot.Shown.Id, version.Number) : true;

    private DateTimeOffset Now() => MessageText.ToMicroseconds(time.GetUtcNow());
}
