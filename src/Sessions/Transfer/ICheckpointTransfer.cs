using System.Text.Json;

namespace Bots.Sessions.Transfer;

/// <summary>A store whose checkpoints and versions can be taken over into another store, with all they hold.</summary>
public interface ICheckpointTransfer
{
    /// <summary>The checkpoints of a session, oldest first; none for an unknown session.</summary>
    IAsyncEnumerable<CheckpointContent> ReadCheckpointsAsync(string sessionId, CancellationToken cancellationToken = default);

    /// <summary>Adds a checkpoint as it is, but for its id: the store gives it one of its own. False for an unknown session.</summary>
    /// <param name="sessionId">The session; neither its history nor its state changes.</param>
    /// <param name="content">The checkpoint, newer than those that are there.</param>
    /// <param name="shared">How many of its first messages are those that the history begins with.</param>
    /// <param name="cancellationToken">Gives up waiting for a turn to write.</param>
    ValueTask<bool> AddCheckpointAsync(string sessionId, CheckpointContent content, int shared, CancellationToken cancellationToken = default);
}

/// <summary>A checkpoint with what it stands for.</summary>
/// <param name="Place">What callers see of it.</param>
/// <param name="Messages">The messages.</param>
/// <param name="State">The values of the session's state.</param>
public sealed record CheckpointContent(SessionCheckpoint Place, IReadOnlyList<SessionMessage> Messages, IReadOnlyDictionary<string, JsonElement> State)
{
    /// <summary>What callers see of it as a saved version; null when it is none.</summary>
    public SessionVersion? Version { get; init; }

    /// <summary>Which of the messages were taken over from sessions of others whose owner is known.</summary>
    public IReadOnlyList<TakenOverText> TakenOver { get; init; } = [];

    /// <summary>By key the user who owns a value of the state that was taken over from sessions of others; null when nobody says, as in exports of older versions.</summary>
    public IReadOnlyDictionary<string, string?>? ValuesOf { get; init; }

    /// <summary>Each value of the state with its owner, null for the session's own.</summary>
    internal Dictionary<string, string?> OwnersOfState() => State.Keys.ToDictionary(static key => key, key => ValuesOf?.GetValueOrDefault(key), StringComparer.Ordinal);
}
