using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.State;

namespace Bots.Sessions.Sqlite.Log;

/// <summary>Marks places in histories, and goes back to them. No message is copied, and none is lost: the way back is a checkpoint too.</summary>
internal static class CheckpointWriter
{
    public static SessionCheckpoint? Create(WriteTransaction transaction, string sessionId, string? label, CheckpointKind kind) =>
        SessionTable.Find(transaction.Connection, sessionId) is { } head ? CheckpointTable.Create(transaction, head, label, kind) : null;

    public static SessionCheckpoint? RevertTo(WriteTransaction transaction, string sessionId, string checkpoint)
    {
        if (SessionTable.Find(transaction.Connection, sessionId) is not { } head) return null;
        if (CheckpointTable.Find(transaction.Connection, head.Sid, checkpoint) is not { } row) return null;
        var undo = CheckpointTable.Create(transaction, head, label: null, CheckpointKind.Undo);
        MessageLog.MoveTo(transaction, head, row.Place);
        CapturedState.Restore(transaction, row.Id, sessionId);
        SessionTable.Save(transaction, head);
        return undo;
    }

    public static SessionCheckpoint? RevertToMessage(WriteTransaction transaction, string sessionId, long messageIndex)
    {
        if (SessionTable.Find(transaction.Connection, sessionId) is not { } head) return null;
        if (messageIndex < -1 || messageIndex >= head.Count) return null;
        var last = ToolGroups.EndOfGroups(transaction.Connection, head, messageIndex);
        var undo = Cut(transaction, head, last + 1);
        SessionTable.Save(transaction, head);
        return undo;
    }

    /// <summary>Removes a checkpoint; one that is a version stays, and its number is told.</summary>
    public static (bool IsDeleted, long? Version) Delete(WriteTransaction transaction, string sessionId, string checkpointId)
    {
        if (SessionTable.Find(transaction.Connection, sessionId) is not { } head) return default;
        if (CheckpointTable.FindById(transaction.Connection, head.Sid, checkpointId) is not { } row) return default;
        if (row.Version is not null) return (false, row.Version);
        CheckpointTable.Delete(transaction, row);
        return (true, null);
    }

    /// <summary>Keeps the first messages only; the rest is kept by the checkpoint that leads back. The caller saves the head.</summary>
    public static SessionCheckpoint Cut(WriteTransaction transaction, SessionHead head, long keep)
    {
        var undo = CheckpointTable.Create(transaction, head, label: null, CheckpointKind.Undo);
        MessageLog.MoveTo(transaction, head, MessageLog.PlaceAfter(transaction.Connection, head, keep));
        return undo;
    }
}
