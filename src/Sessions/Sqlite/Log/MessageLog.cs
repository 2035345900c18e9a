using Bots.Sessions.Sqlite.Engine;

namespace Bots.Sessions.Sqlite.Log;

/// <summary>Adds messages at the end of histories, and finds and cuts at any position of them.</summary>
internal static class MessageLog
{
    private const string Insert = """
        INSERT INTO message(mid, prev, jump, seg, pos, grp, tok_before, ts, role, content, tool_calls, tool_call_id, metadata)
        VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
        """;

    private const string JumpOfJump = "SELECT older.jump FROM message newer JOIN message older ON older.mid=newer.jump WHERE newer.mid=?1";
    private const string Back = "SELECT prev, jump FROM message WHERE mid=?1";
    private const string Place = "SELECT prev, tok_before FROM message WHERE mid=?1";

    private const string SegmentOf = "SELECT seg FROM message WHERE mid=?1";

    /// <summary>Adds the message after the head, and moves the head; the caller saves it.</summary>
    public static void Append(WriteTransaction transaction, SessionHead head, MessageRow message)
    {
        var id = transaction.NextMessageId();
        var connection = transaction.Connection;
        using var insert = connection.Query(Insert)
            .Bind(1, id).Bind(2, head.Message).Bind(3, JumpFrom(connection, head)).Bind(4, head.Segment).Bind(5, head.Count)
            .Bind(6, ToolGroups.Of(connection, head, message)).Bind(7, head.Tokens)
            .Bind(8, message.Time).Bind(9, message.Role).Bind(10, message.Content).Bind(11, message.ToolCalls)
            .Bind(12, message.ToolCallId).Bind(13, message.Metadata);
        insert.Run();

        if (!message.IsResult) head.OpenGroup = message.OpensGroup ? head.Count : SessionHead.NoGroup;
        head.Tokens += message.Tokens;
        head.Message = id;
        head.Count++;
    }

    /// <summary>The message at a position of the history that ends at <paramref name="last"/>; O(log n).</summary>
    public static long At(Connection connection, long last, long lastPosition, long position)
    {
        while (lastPosition > position)
        {
            using var query = connection.Query(Back).Bind(1, last);
            if (!query.Step()) throw new InvalidDataException($"Message {last} is missing from the log.");
            var target = JumpPointer.Target(lastPosition);
            (last, lastPosition) = target >= position ? (query.Long(1), target) : (query.Long(0), lastPosition - 1);
        }

        return last;
    }

    /// <summary>Moves the head back so that only the first messages are left, and erases what no other history reaches.</summary>
    public static void KeepFirst(WriteTransaction transaction, SessionHead head, long count)
    {
        var (segment, tip) = (head.Segment, head.Message);
        if (count == 0) Restart(transaction.Connection, head);
        else MoveBack(transaction.Connection, head, count);
        SegmentTable.Retire(transaction, segment, tip);
    }

    private static void Restart(Connection connection, SessionHead head)
    {
        head.Segment = SegmentTable.Create(connection, parent: 0, basePosition: -1);
        (head.Message, head.Count, head.Tokens, head.OpenGroup) = (0, 0, 0, SessionHead.NoGroup);
    }

    private static void MoveBack(Connection connection, SessionHead head, long count)
    {
        using var firstDropped = connection.Query(Place).Bind(1, At(connection, head.Message, head.Count - 1, count));
        firstDropped.Step();
        (head.Message, head.Tokens, head.Count) = (firstDropped.Long(0), firstDropped.Long(1), count);

        using var last = connection.Query(SegmentOf).Bind(1, head.Message);
        last.Step();
        head.OpenGroup = ToolGroups.OpenAfter(connection, head.Message);
        head.Segment = SegmentTable.Create(connection, parent: last.Long(0), basePosition: count - 1);
    }

    private static long JumpFrom(Connection connection, SessionHead head)
    {
        if (head.Count == 0) return 0;
        if (JumpPointer.Target(head.Count) == head.Count - 1) return head.Message;
        using var query = connection.Query(JumpOfJump).Bind(1, head.Message);
        query.Step();
        return query.Long(0);
    }
}
