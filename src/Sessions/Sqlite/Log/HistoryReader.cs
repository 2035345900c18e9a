using Bots.Sessions.Sqlite.Engine;

namespace Bots.Sessions.Sqlite.Log;

/// <summary>Reads the newest messages of a history, whole groups only.</summary>
internal static class HistoryReader
{
    private const string FindHead = "SELECT head, count FROM session WHERE id=?1 AND (expires_at IS NULL OR expires_at>?2)";

    /// <summary>The columns that <see cref="MessageOf"/> reads, after the message before, the position and the group.</summary>
    public const string MessageColumns = """
        SELECT prev, pos, grp, ts, role, CASE WHEN body IS NULL THEN content ELSE (SELECT text FROM body WHERE bid=message.body) END,
            tool_calls, tool_call_id, metadata, tok_before FROM message
        """;

    public const string ReadMessage = $"{MessageColumns} WHERE mid=?1";

    public static IReadOnlyList<SessionMessage> Read(Connection connection, string sessionId, int? maxMessages, CancellationToken cancellationToken)
    {
        if (maxMessages <= 0) return [];
        var (message, count) = Head(connection, sessionId);
        var messages = new SessionMessage[Math.Min(count, maxMessages ?? long.MaxValue)];
        var (oldestWhole, group, after) = (messages.Length, long.MaxValue, long.MaxValue);
        for (var i = messages.Length - 1; i >= 0; i--)
        {
            if ((i & 1023) == 0) cancellationToken.ThrowIfCancellationRequested();
            using var row = connection.Query(ReadMessage).Bind(1, message);
            messages[i] = Step(row, message, ref after);
            message = row.Long(0);
            group = Math.Min(group, row.Long(2));
            if (group == row.Long(1)) oldestWhole = i;
        }

        return oldestWhole == 0 || messages.Length == count ? messages : messages[oldestWhole..];
    }

    /// <summary>So many messages up to this one, oldest first.</summary>
    public static SessionMessage[] Range(Connection connection, long last, int count)
    {
        var (messages, after) = (new SessionMessage[count], long.MaxValue);
        for (var i = count - 1; i >= 0; i--)
        {
            using var row = connection.Query(ReadMessage).Bind(1, last);
            messages[i] = Step(row, last, ref after);
            last = row.Long(0);
        }

        return messages;
    }

    /// <summary>The estimated tokens of all messages before this one.</summary>
    public static long TokensBefore(Query row) => row.Long(9);

    /// <summary>Reads a message on the way back through a history.</summary>
    /// <param name="row">Where it is to be found.</param>
    /// <param name="message">Which.</param>
    /// <param name="after">The position that it must stand before; it becomes its own.</param>
    /// <exception cref="InvalidDataException">It is missing, or the way back leads round in a circle.</exception>
    public static SessionMessage Step(Query row, long message, ref long after)
    {
        if (!row.Step()) throw Missing(message);
        if (row.Long(1) >= after) throw LeadsRound(message);
        after = row.Long(1);
        return MessageOf(row);
    }

    public static InvalidDataException LeadsRound(long message) => new($"The way back through the log comes to message {message} twice, or in no order.");

    public static InvalidDataException Missing(long message) => new($"Message {message} is missing from the log.");

    private static (long Message, long Count) Head(Connection connection, string sessionId)
    {
        using var query = connection.Query(FindHead).Bind(1, sessionId).Bind(2, connection.Now);
        return query.Step() ? (query.Long(0), query.Long(1)) : (0, 0);
    }

    public static SessionMessage MessageOf(Query row) => new(RoleOf(row), ContentOf(row))
    {
        Timestamp = Microseconds.ToTime(row.Long(3)),
        Metadata = row.IsNull(6) && row.IsNull(7) && row.IsNull(8) ? MessageMetadata.Empty : MetadataOf(row),
    };

    private static string ContentOf(Query row) =>
        row.IsNull(5) ? throw new InvalidDataException("The large text of a message is missing.") : row.Text(5);

    private static MessageMetadata MetadataOf(Query row) => new()
    {
        ToolCalls = row.IsNull(6) ? null : MetadataJson.Read(row.Text(6)),
        ToolCallId = row.TextOrNull(7),
        Values = MetadataJson.ReadValues(row.TextOrNull(8)),
    };

    /// <summary>The usual roles need no new string.</summary>
    private static string RoleOf(Query row)
    {
        var role = row.Utf8(4);
        if (role.SequenceEqual("user"u8)) return "user";
        if (role.SequenceEqual("assistant"u8)) return "assistant";
        return role.SequenceEqual("tool"u8) ? "tool" : row.Text(4);
    }
}
