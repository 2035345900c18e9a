using System.Runtime.CompilerServices;
using Bots.Sessions.Json.Documents;
using Bots.Sessions.Transfer;

namespace Bots.Sessions.Json;

/// <summary>Checkpoints of other stores, as <c>snapshots</c>.</summary>
internal sealed class JsonCheckpointTransfer(ExistingSessions sessions, JsonTakenOverTransfer authors) : ICheckpointTransfer
{
    public async IAsyncEnumerable<CheckpointContent> ReadCheckpointsAsync(string sessionId, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (await sessions.ReadAsync(sessionId, cancellationToken) is not { } document) yield break;
        var owners = await authors.OwnersAsync(document, cancellationToken);
        foreach (var snapshot in SessionSnapshots.Read(document))
        {
            var raw = SessionSnapshots.Messages(document, snapshot)!;
            IReadOnlyList<SessionMessage> messages = [.. raw.Select(static bytes => MessageJson.Read(bytes)!)];
            var state = StateOf(document, snapshot);
            yield return new(snapshot.Shown with { MessageIndex = messages.Count - 1 }, messages, state.Values.ToDictionary(static value => value.Key, static value => value.Value.Value!.Value, StringComparer.Ordinal))
            {
                Version = snapshot.Version, TakenOver = TakenOverText.RangesOf(owners.Of(raw)), ValuesOf = owners.Of(state),
            };
        }
    }

    public async ValueTask<bool> AddCheckpointAsync(string sessionId, CheckpointContent content, int shared, CancellationToken cancellationToken = default)
    {
        if (await sessions.ReadAsync(sessionId, cancellationToken) is not { } now) return false;
        var owners = await authors.OwnersAsync(now, cancellationToken);
        return await sessions.ChangeAsync<object>(sessionId, document => (Owned(owners, SessionSnapshots.Add(document, content, shared), content, shared), content), cancellationToken) is not null;
    }

    private static SessionDocument Owned(TakenOverOwners owners, SessionDocument document, CheckpointContent content, int shared)
    {
        if (content.ValuesOf is not null) document = owners.Keep(document, ScopedValues.Empty.Restore(content.State, default), content.OwnersOfState());
        if (content.Messages.Count <= shared) return document;
        var raw = SessionSnapshots.Messages(document, SessionSnapshots.Read(document)[^1])!;
        IReadOnlyList<string?> theirs = [.. owners.Of(document, raw).Take(shared), .. TakenOverText.OwnersOf(content.TakenOver, content.Messages.Count).Skip(shared)];
        return owners.Keep(document, raw, theirs);
    }

    // An entry of another program says nothing of state: going back to it would leave the state as it is.
    private static ScopedValues StateOf(SessionDocument document, Snapshot snapshot) =>
        snapshot.State is { } values ? SessionState.TableOf(values) : SessionState.Read(document, SessionState.Own);
}
