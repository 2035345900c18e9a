namespace Bots.Sessions;

/// <summary>A store that marks places in a history and goes back to them.</summary>
/// <remarks>A checkpoint is a pointer, not a copy, and keeps pointing at the same messages whatever is appended, trimmed or reverted later.
/// It covers messages and session state. A store that trims histories for good trims the history only: what a checkpoint stands for stays until
/// the checkpoint is removed. Clearing a session erases its checkpoints, for they would keep what was to be erased.</remarks>
public interface ISessionCheckpoints
{
    /// <summary>Marks the present end of the history; null for an unknown session.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="label">A name to find it by, or null. Names may repeat; the newest is found first.</param>
    /// <param name="kind">Who made it.</param>
    /// <param name="cancellationToken">Gives up waiting for a turn to write.</param>
    ValueTask<SessionCheckpoint?> CreateCheckpointAsync(string sessionId, string? label = null, CheckpointKind kind = CheckpointKind.Manual, CancellationToken cancellationToken = default);

    /// <summary>The checkpoints of a session, oldest first; empty for an unknown session.</summary>
    ValueTask<IReadOnlyList<SessionCheckpoint>> ListCheckpointsAsync(string sessionId, CancellationToken cancellationToken = default);

    /// <summary>Brings messages and session state back to the checkpoint with this id or, where no id is the same, this label.</summary>
    /// <returns>The checkpoint of kind <see cref="CheckpointKind.Undo"/> that leads back to where the session was; null when session or checkpoint is unknown.</returns>
    ValueTask<SessionCheckpoint?> RevertToCheckpointAsync(string sessionId, string checkpoint, CancellationToken cancellationToken = default);

    /// <summary>Ends the history with this message (index into the full history, inclusive; -1 empties it). State stays as it is.</summary>
    /// <remarks>An index within a tool group keeps the whole group.</remarks>
    /// <returns>As <see cref="RevertToCheckpointAsync"/>; null when there is no such session or message.</returns>
    ValueTask<SessionCheckpoint?> RevertToMessageAsync(string sessionId, int messageIndex, CancellationToken cancellationToken = default);

    /// <summary>Removes a checkpoint by id; false when it is unknown. The messages only it kept are gone.</summary>
    /// <exception cref="InvalidOperationException">It is a saved version, which only <see cref="ISessionVersions.DeleteVersionAsync"/> removes.</exception>
    ValueTask<bool> DeleteCheckpointAsync(string sessionId, string checkpointId, CancellationToken cancellationToken = default);
}

/// <summary>A marked place in a history.</summary>
/// <param name="Id">Unique within the session.</param>
/// <param name="MessageIndex">The index of the last message at that place (-1 for an empty history).</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Label">Its name, or null.</param>
/// <param name="Kind">Who made it.</param>
public sealed record SessionCheckpoint(string Id, int MessageIndex, DateTimeOffset CreatedAt, string? Label, CheckpointKind Kind);

/// <summary>Who made a checkpoint.</summary>
public enum CheckpointKind
{
    /// <summary>A person or a program asked for it.</summary>
    Manual,

    /// <summary>Made by itself every few interactions.</summary>
    Automatic,

    /// <summary>Made by a revert: the way back.</summary>
    Undo,

    /// <summary>Part of a saved version.</summary>
    Version,
}
