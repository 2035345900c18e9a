using Bots.Sessions.Sqlite.Engine;

namespace Bots.Sessions.Sqlite.Log;

/// <summary>Reads the newest messages of a history, whole groups only.</summary>
internal static class HistoryReader
{
    private const string FindHead = "SELECT head, count FROM session WHERE id=?1 AND (expires_at IS NULL OR expires_at>?2)";

    /// <summary>The columns that <see cref="MessageOf"/> reads, after the message before, the position and the group.</summary>
    public const string ReadMessage = """
        SELECT prev, pos, grp, ts, role, content, tool_calls, tool_call_id, metadata FROM message WHERE mid=?1
        """;

    public static IReadOnlyList<SessionMessage> Read(Connection connection, string sessionId, int? maxMessages, CancellationToken cancellationToken)
    {
        if (maxMessages <= 0) return [];
        var (message, count) = Head(connection, sessionId);
        var messages = new SessionMessage[Math.Min(count, maxMessages ?? long.MaxValue)];
        var (oldestWhole, group) = (messages.Length, long.MaxValue);
        for (var i = messages.Length - 1; i >= 0; i--)
        {
            if ((i & 1023) == 0) cancellationToken.ThrowIfCancellationRequested();
            using var row = connection.Query(ReadMessage).Bind(1, message);
            if (!row.Step()) throw new InvalidDataException($"Message {message} of session \"{sessionId}\" is missing from the log.");
            messages[i] = MessageOf(row);
            message = row.Long(0);
            group = Math.Min(group, row.Long(2));
            if (group == row.Long(1)) oldestWhole = i;
        }

        return oldestWhole == 0 || messages.Length == count ? messages : messages[oldestWhole..];
    }

    private static (long Message, long Count) Head(Connection connection, string sessionId)
    {
        using var query = connection.Query(FindHead).Bind(1, sessionId).Bind(2, connection.Now);
        return query.Step() ? (query.Long(0), query.Long(1)) : (0, 0);
    }

    public static SessionMessage MessageOf(Query row) => new(RoleOf(row), row.Text(5))
    {
        Timestamp = Microseconds.ToTime(row.Long(3)),
        Metadata = row.IsNull(6) && row.IsNull(7) && row.IsNull(8) ? MessageMetadata.Empty : MetadataOf(row),
    };

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
