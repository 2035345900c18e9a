using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.State;

namespace Bots.Sessions.Sqlite.Log;

/// <summary>Makes one session of two. What they share is shared with the new one too; only the tails are written again.</summary>
internal static class MergeWriter
{
    private const string NoteOrigin = """
        UPDATE session SET (title, user_id, agent_name)=(
            SELECT coalesce(l.title, r.title), coalesce(l.user_id, r.user_id), coalesce(l.agent_name, r.agent_name)
            FROM session l, session r WHERE l.sid=?2 AND r.sid=?3) WHERE sid=?1
        """;

    /// <summary>The result, or the id that is missing or taken.</summary>
    public static (MergeResult? Result, string? Refused) Merge(WriteTransaction transaction, string leftId, string rightId, string targetId, MergePreference preference)
    {
        var connection = transaction.Connection;
        if (SessionTable.Find(connection, leftId) is not { } left) return (null, leftId);
        if (SessionTable.Find(connection, rightId) is not { } right) return (null, rightId);
        if (SessionTable.Find(connection, targetId) is not null) return (null, targetId);

        var head = SessionTable.Create(transaction, targetId, userId: null, agentName: null);
        var common = WriteMessages(transaction, head, left, right);
        using (var note = connection.Query(NoteOrigin).Bind(1, head.Sid).Bind(2, left.Sid).Bind(3, right.Sid)) note.Run();
        var conflicts = StateMerge.Write(transaction, left, right, targetId, preference);
        return (new(targetId, checked((int)common), checked((int)head.Count), conflicts), null);
    }

    private static long WriteMessages(WriteTransaction transaction, SessionHead head, SessionHead left, SessionHead right)
    {
        var connection = transaction.Connection;
        var shared = CommonHistory.Count(connection, left, right);
        var (leftTail, rightTail) = (MergeUnits.Read(connection, left, shared), MergeUnits.Read(connection, right, shared));
        var equalUnits = leftTail.Zip(rightTail).TakeWhile(static pair => pair.First.Key == pair.Second.Key).Count();
        var equal = leftTail.Take(equalUnits).Sum(static unit => unit.Messages.Count);

        MessageLog.MoveTo(transaction, head, MessageLog.PlaceAfter(connection, left, shared + equal));
        foreach (var message in MergeUnits.Merge(leftTail[equalUnits..], rightTail[equalUnits..])) MessageLog.Append(transaction, head, new(message));
        SessionTable.Save(transaction, head);
        return shared + equal;
    }
}
