using System.Runtime.CompilerServices;
using System.Text.Json;
using Bots.Sessions.Json.Documents;
using Bots.Sessions.Transfer;

namespace Bots.Sessions.Json;

/// <summary>Checkpoints of other stores, as <c>snapshots</c>.</summary>
internal sealed class JsonCheckpointTransfer(ExistingSessions sessions) : ICheckpointTransfer
{
    public async IAsyncEnumerable<CheckpointContent> ReadCheckpointsAsync(string sessionId, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (await sessions.ReadAsync(sessionId, cancellationToken) is not { } document) yield break;
        foreach (var snapshot in SessionSnapshots.Read(document))
        {
            IReadOnlyList<SessionMessage> messages = [.. SessionSnapshots.Messages(document, snapshot)!.Select(static bytes => MessageJson.Read(bytes)!)];
            yield return new(snapshot.Shown with { MessageIndex = messages.Count - 1 }, messages, StateOf(document, snapshot)) { Version = snapshot.Version };
        }
    }

    public async ValueTask<bool> AddCheckpointAsync(string sessionId, CheckpointContent content, int shared, CancellationToken cancellationToken = default) =>
        await sessions.ChangeAsync<object>(sessionId, document => (SessionSnapshots.Add(document, content, shared), content), cancellationToken) is not null;

    // An entry of another program says nothing of state: going back to it would leave the state as it is.
    private static Dictionary<string, JsonElement> StateOf(SessionDocument document, Snapshot snapshot) =>
        (snapshot.State is { } values ? SessionState.TableOf(values) : SessionState.Read(document, SessionState.Own))
            .Values.ToDictionary(static value => value.Key, static value => value.Value.Value!.Value, StringComparer.Ordinal);
}
