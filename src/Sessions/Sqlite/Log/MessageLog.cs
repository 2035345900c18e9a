using Bots.Sessions.Sqlite.Engine;

namespace Bots.Sessions.Sqlite.Log;

/// <summary>Adds messages at the end of histories, and finds and cuts at any position of them.</summary>
internal static class MessageLog
{
    private const string Insert = """
        INSERT INTO message(mid, prev, jump, seg, pos, grp, tok_before, ts, role, content, tool_calls, tool_call_id, metadata, jump_grp, body, sum)
        VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
        """;

    private const string JumpOfJump = """
        SELECT older.jump, min(newer.jump_grp, older.jump_grp) FROM message newer JOIN message older ON older.mid=newer.jump WHERE newer.mid=?1
        """;

    private const string Back = "SELECT prev, jump FROM message WHERE mid=?1";
    private const string Place = "SELECT prev, tok_before FROM message WHERE mid=?1";

    private const string FindSegment = "SELECT seg FROM message WHERE mid=?1";

    /// <summary>Adds the message after the head, and moves the head; the caller saves it.</summary>
    public static void Append(WriteTransaction transaction, SessionHead head, MessageRow message)
    {
        var id = transaction.NextMessageId();
        var connection = transaction.Connection;
        var group = ToolGroups.Of(connection, head, message);
        var (jump, jumpGroup) = JumpFrom(connection, head, group == ToolGroups.NoCall ? head.Count : group);
        var body = message.Hash is { } hash ? BodyTable.Put(connection, hash, message.Content) : (long?)null;
        using var insert = connection.Query(Insert)
            .Bind(1, id).Bind(2, head.Message).Bind(3, jump).Bind(4, head.Segment).Bind(5, head.Count)
            .Bind(6, group).Bind(7, head.Tokens)
            .Bind(8, message.Time).Bind(9, message.Role).Bind(10, body is null ? message.Content : []).Bind(11, message.ToolCalls)
            .Bind(12, message.ToolCallId).Bind(13, message.Metadata).Bind(14, jumpGroup).Bind(15, body).Bind(16, message.Sum);
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
            if (!query.Step()) throw HistoryReader.Missing(last);
            var target = JumpPointer.Target(lastPosition);
            (last, lastPosition) = target >= position ? (query.Long(1), target) : (query.Long(0), lastPosition - 1);
        }

        return last;
    }

    /// <summary>The end of the first <paramref name="count"/> messages of a history; O(log n).</summary>
    public static HistoryPlace PlaceAfter(Connection connection, SessionHead head, long count)
    {
        if (count >= head.Count) return head.Place;
        if (count == 0) return HistoryPlace.Beginning;
        using var firstDropped = connection.Query(Place).Bind(1, At(connection, head.Message, head.Count - 1, count));
        firstDropped.Step();
        var last = firstDropped.Long(0);
        return new(last, count, firstDropped.Long(1), ToolGroups.OpenAfter(connection, last));
    }

    /// <summary>A new segment that goes on from here, and keeps what lies before from being erased.</summary>
    public static long Branch(Connection connection, HistoryPlace place)
    {
        if (place.Message == 0) return SegmentTable.Create(connection, parent: 0, basePosition: -1);
        return SegmentTable.Create(connection, parent: SegmentOf(connection, place.Message), basePosition: place.Count - 1);
    }

    /// <summary>The segment that a message stands in.</summary>
    public static long SegmentOf(Connection connection, long message)
    {
        using var find = connection.Query(FindSegment).Bind(1, message);
        return find.Step() ? find.Long(0) : throw HistoryReader.Missing(message);
    }

    /// <summary>Moves the head there, and erases what no history or checkpoint reaches any more; the caller saves it.</summary>
    public static void MoveTo(WriteTransaction transaction, SessionHead head, HistoryPlace place)
    {
        var (segment, tip) = (head.Segment, head.Message);
        head.Segment = Branch(transaction.Connection, place);
        Authors.Note(transaction.Connection, head.Segment, head.Sid);
        head.Place = place;
        SegmentTable.Retire(transaction, segment, tip);
    }

    private static (long Jump, long Group) JumpFrom(Connection connection, SessionHead head, long group)
    {
        if (head.Count == 0) return (0, group);
        if (JumpPointer.Target(head.Count) == head.Count - 1) return (head.Message, group);
        using var query = connection.Query(JumpOfJump).Bind(1, head.Message);
        query.Step();
        return (query.Long(0), Math.Min(group, query.Long(1)));
    }
}
