using Bots.Sessions.Sqlite.Delivery;
using Bots.Sessions.Sqlite.Engine;

namespace Bots.Sessions.Sqlite.Log;

/// <summary>Writes a turn. All checks come before the first change, so that an answer other than "written" changes nothing.</summary>
internal static class TurnWriter
{
    private const string HasTurn = "SELECT 1 FROM turn WHERE session=?1 AND turn_id=?2";
    private const string InsertTurn = "INSERT INTO turn(session, turn_id) VALUES(?1, ?2)";

    public static TurnWriteResult Write(WriteTransaction transaction, TurnWrite turn, IReadOnlyList<MessageRow> messages)
    {
        var head = SessionTable.Find(transaction.Connection, turn.SessionId);
        if (head is null) SessionEraser.EraseExpired(transaction, turn.SessionId);
        var status = Check(transaction.Connection, turn, head);
        if (status != TurnWriteStatus.Written) return new(status, head?.Version ?? 0, []);

        if (turn.TurnId is not null && (head is not null || messages.Count > 0)) NoteTurn(transaction.Connection, turn);
        InboxTable.Complete(transaction, turn);
        var version = WriteMessages(transaction, turn, messages, head);
        return new(status, version, OutboxTable.Add(transaction, turn.Sends, turn.Owner));
    }

    private static TurnWriteStatus Check(Connection connection, TurnWrite turn, SessionHead? head)
    {
        var claims = InboxTable.Check(connection, turn);
        if (claims != TurnWriteStatus.Written) return claims;
        if (turn.TurnId is not null && IsNoted(connection, turn)) return TurnWriteStatus.AlreadyWritten;
        var isStale = turn.ExpectedVersion is { } expected && expected != (head?.Version ?? 0);
        return isStale ? TurnWriteStatus.VersionConflict : TurnWriteStatus.Written;
    }

    private static long WriteMessages(WriteTransaction transaction, TurnWrite turn, IReadOnlyList<MessageRow> messages, SessionHead? head)
    {
        if (head is null && messages.Count == 0) return 0;
        if (head is null) head = SessionTable.Create(transaction, turn.SessionId, turn.UserId, turn.AgentName);
        else SessionTable.Note(transaction.Connection, head.Sid, turn.UserId, turn.AgentName);

        var isCut = turn.KeepMessages < head.Count;
        if (isCut) CheckpointWriter.Cut(transaction, head, turn.KeepMessages!.Value);
        foreach (var message in messages) MessageLog.Append(transaction, head, message);
        if (isCut || messages.Count > 0) SessionTable.Save(transaction, head);
        return head.Version;
    }

    private static bool IsNoted(Connection connection, TurnWrite turn)
    {
        using var query = connection.Query(HasTurn).Bind(1, turn.SessionId).Bind(2, turn.TurnId);
        return query.Step();
    }

    private static void NoteTurn(Connection connection, TurnWrite turn)
    {
        using var insert = connection.Query(InsertTurn).Bind(1, turn.SessionId).Bind(2, turn.TurnId);
        insert.Run();
    }
}
