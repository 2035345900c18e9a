using Bots.Sessions.Json.Documents;
using Bots.Sessions.Json.Files;

namespace Bots.Sessions.Json;

/// <summary>Checkpoints in the session files, under the format's <c>snapshots</c>.</summary>
internal sealed class JsonSessionCheckpoints(SessionWriter writer, JsonSessionOptions options, TimeProvider time) : ISessionCheckpoints
{
    public ValueTask<SessionCheckpoint?> CreateCheckpointAsync(
        string sessionId, string? label = null, CheckpointKind kind = CheckpointKind.Manual, CancellationToken cancellationToken = default) =>
        ChangeAsync<SessionCheckpoint>(sessionId, document =>
        {
            var made = new SessionCheckpoint(Guid.NewGuid().ToString(), document.MessageCount - 1, Now(), label is null ? null : MessageText.WellFormed(label), kind);
            return (SessionSnapshots.Mark(document, made), made);
        }, cancellationToken);

    public async ValueTask<IReadOnlyList<SessionCheckpoint>> ListCheckpointsAsync(string sessionId, CancellationToken cancellationToken = default) =>
        await writer.ReadAsync(SessionId.Check(sessionId), cancellationToken) is { } document
            ? [.. SessionSnapshots.Read(document).Select(static snapshot => snapshot.Shown)]
            : [];

    public ValueTask<SessionCheckpoint?> RevertToCheckpointAsync(string sessionId, string checkpoint, CancellationToken cancellationToken = default) =>
        RevertAsync(sessionId, document =>
            SessionSnapshots.Find(document, checkpoint) is { } target ? (SessionSnapshots.Messages(document, target)!, target.State) : null, cancellationToken);

    public ValueTask<SessionCheckpoint?> RevertToMessageAsync(string sessionId, int messageIndex, CancellationToken cancellationToken = default) =>
        RevertAsync(sessionId, document => messageIndex >= -1 && messageIndex < document.MessageCount
            ? ([.. document.RawMessages.Take(messageIndex < 0 ? 0 : MessageGroups.EndOfGroup(document.Window(null), messageIndex) + 1)], null)
            : null, cancellationToken);

    public async ValueTask<bool> DeleteCheckpointAsync(string sessionId, string checkpointId, CancellationToken cancellationToken = default) =>
        await ChangeAsync<object>(sessionId, document =>
            SessionSnapshots.Forget(document, checkpointId) is { } changed ? (changed, changed) : null, cancellationToken) is not null;

    private ValueTask<SessionCheckpoint?> RevertAsync(
        string sessionId, Func<SessionDocument, (IReadOnlyList<byte[]> Messages, byte[]? State)?> target, CancellationToken cancellationToken) =>
        ChangeAsync<SessionCheckpoint>(sessionId, document =>
        {
            if (target(document) is not var (messages, state)) return null;
            var changed = SessionChanges.Become(document, messages, Now(), out var wayBack);
            return (SessionState.Restored(changed, state, Now()), wayBack);
        }, cancellationToken);

    /// <summary>Changes an existing session and answers what the change says; null when it changed nothing.</summary>
    private async ValueTask<TAnswer?> ChangeAsync<TAnswer>(
        string sessionId, Func<SessionDocument, (SessionDocument Changed, TAnswer Answer)?> change, CancellationToken cancellationToken)
        where TAnswer : class
    {
        if (await writer.ReadAsync(SessionId.Check(sessionId), cancellationToken) is null) return null;
        TAnswer? answer = null;
        var outcome = await writer.ChangeAsync(sessionId, document =>
        {
            if (document is null || change(document) is not { } made) return null;
            answer = made.Answer;
            return made.Changed;
        }, cancellationToken);
        return outcome == SessionWrite.Busy ? throw StoreErrors.Busy("The session", options.LockTimeout, sessionId) : answer;
    }

    private DateTimeOffset Now() => MessageText.ToMicroseconds(time.GetUtcNow());
}
