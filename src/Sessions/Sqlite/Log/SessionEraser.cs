using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.Memories;
using Bots.Sessions.Sqlite.State;

namespace Bots.Sessions.Sqlite.Log;

/// <summary>Erases sessions and what belongs to them.</summary>
internal static class SessionEraser
{
    private const string HasExpired = "SELECT 1 FROM session WHERE id=?1 AND expires_at<=?2";

    /// <summary>Erases everything of the session, expired or not. State may stand where no message was ever written.</summary>
    public static void Erase(WriteTransaction transaction, string sessionId)
    {
        EraseBeside(transaction, sessionId);
        if (SessionTable.FindAny(transaction.Connection, sessionId) is not { } head) return;
        EraseContent(transaction, head);
        SessionTable.Delete(transaction.Connection, sessionId, head.Sid);
        SegmentTable.Retire(transaction, head.Segment, head.Message);
    }

    /// <summary>Erases the session if its time is over.</summary>
    public static void EraseExpired(WriteTransaction transaction, string sessionId)
    {
        if (IsExpired(transaction.Connection, sessionId)) Erase(transaction, sessionId);
    }

    public static bool IsExpired(Connection connection, string sessionId)
    {
        using var query = connection.Query(HasExpired).Bind(1, sessionId).Bind(2, connection.Now);
        return query.Step();
    }

    /// <summary>Everything but the row and the messages that the head reaches.</summary>
    public static void EraseContent(WriteTransaction transaction, SessionHead head)
    {
        transaction.BeginErasing();
        CheckpointTable.DeleteAll(transaction, head.Sid);
        SummaryTable.EraseAll(transaction.Connection, head.Sid);
        CapturedState.DeleteOriginOf(transaction.Connection, head.Sid);
        EraseBeside(transaction, head.Id);
    }

    /// <summary>What names the session without being part of it.</summary>
    private static void EraseBeside(WriteTransaction transaction, string sessionId)
    {
        MemoryTable.DropSource(transaction, sessionId);
        StateTable.Delete(transaction, StateScope.Session(sessionId));
        StateTable.Delete(transaction, StateScope.Shared(sessionId));
    }
}
