using Bots.Sessions.Merging;
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

    private const string FindTitle = "SELECT 1 FROM session WHERE sid=?1 AND title IS NOT NULL";

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
        Authors.NoteTitle(connection, head.Sid, HasTitle(connection, left) ? left.Sid : right.Sid);
        var conflicts = SessionStates.Merge(transaction, left, right, head, preference);
        return (new(targetId, checked((int)common), checked((int)head.Count), conflicts), null);
    }

    private static long WriteMessages(WriteTransaction transaction, SessionHead head, SessionHead left, SessionHead right)
    {
        var connection = transaction.Connection;
        var shared = CommonHistory.Count(connection, left, right);
        var segments = new Dictionary<SessionMessage, long>(ReferenceEqualityComparer.Instance);
        var (equal, tail) = MergeUnits.Merge(TailOf(connection, left, shared, segments), TailOf(connection, right, shared, segments));
        MessageLog.MoveTo(transaction, head, MessageLog.PlaceAfter(connection, left, shared + equal));
        foreach (var message in tail)
        {
            // Each run of messages stays the text of those who wrote it.
            if (!Authors.AreSame(connection, head.Segment, segments[message]))
            {
                MessageLog.MoveTo(transaction, head, head.Place);
                Authors.Copy(connection, head.Segment, segments[message]);
            }

            MessageLog.Append(transaction, head, new(message, transaction.LargeContentBytes));
        }

        MessageLog.MoveTo(transaction, head, head.Place);
        SessionTable.Save(transaction, head);
        return shared + equal;
    }

    private static bool HasTitle(Connection connection, SessionHead head)
    {
        using var find = connection.Query(FindTitle).Bind(1, head.Sid);
        return find.Step();
    }

    private static List<MergeUnit> TailOf(Connection connection, SessionHead head, long common, Dictionary<SessionMessage, long> segments)
    {
        var tail = new List<(SessionMessage Message, long Start)>();
        var (message, after) = (head.Message, long.MaxValue);
        for (var position = head.Count - 1; position >= common; position--)
        {
            using var row = connection.Query(HistoryReader.ReadMessage).Bind(1, message);
            tail.Add((HistoryReader.Step(row, message, ref after), row.Long(2)));
            segments.Add(tail[^1].Message, MessageLog.SegmentOf(connection, message));
            message = row.Long(0);
        }

        tail.Reverse();
        return MergeUnits.Split(tail.ConvertAll(static one => one.Message), index => tail[index].Start, common);
    }
}
