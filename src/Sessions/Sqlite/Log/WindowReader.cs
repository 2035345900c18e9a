using Bots.Sessions.Sqlite.Engine;

namespace Bots.Sessions.Sqlite.Log;

/// <summary>Reads the end of a history that fits a request: the rule of <see cref="SessionWindows"/>, reading no more than the window holds.</summary>
internal static class WindowReader
{
    private const string FindHead = "SELECT seg, head, count, tok FROM session WHERE id=?1 AND (expires_at IS NULL OR expires_at>?2)";
    private const string System = $"{HistoryReader.MessageColumns} WHERE role='system' AND seg=?1 AND pos<=?2 ORDER BY pos";

    public static SessionWindow Read(Connection connection, string sessionId, WindowRequest request, CancellationToken cancellationToken)
    {
        using var head = connection.Query(FindHead).Bind(1, sessionId).Bind(2, connection.Now);
        if (!head.Step()) return new([], 0, []);
        var (segment, count) = (head.Long(0), head.Long(2));
        var messages = Newest(connection, head.Long(1), count, SessionWindows.FirstMessage(count, request), SessionWindows.FirstToken(head.Long(3), request), cancellationToken);
        var first = checked((int)count) - messages.Count;
        return new(Pinned(connection, segment, first - 1), first, messages);
    }

    /// <summary>The messages from the newest back to the first that both limits let in, whole groups only.</summary>
    private static List<SessionMessage> Newest(Connection connection, long message, long count, long first, long firstToken, CancellationToken cancellationToken)
    {
        var messages = new List<SessionMessage>();
        var (whole, group, after) = (0, long.MaxValue, long.MaxValue);
        for (var position = count - 1; position >= first; position--)
        {
            if ((position & 1023) == 0) cancellationToken.ThrowIfCancellationRequested();
            using var row = connection.Query(HistoryReader.ReadMessage).Bind(1, message);
            var read = HistoryReader.Step(row, message, ref after);
            if (HistoryReader.TokensBefore(row) < firstToken) break;
            messages.Add(read);
            message = row.Long(0);
            group = Math.Min(group, row.Long(2));
            if (group == position) whole = messages.Count;
        }

        messages.RemoveRange(whole, messages.Count - whole);
        messages.Reverse();
        return messages;
    }

    /// <summary>The system messages up to a position, oldest first.</summary>
    private static List<SessionMessage> Pinned(Connection connection, long segment, long last)
    {
        var pinned = new List<SessionMessage>();
        if (last < 0) return pinned;
        foreach (var (part, end) in SegmentChain.WithPinned(connection, segment, last).Reverse())
        {
            using var rows = connection.Query(System).Bind(1, part).Bind(2, end);
            while (rows.Step()) pinned.Add(HistoryReader.MessageOf(rows));
        }

        return pinned;
    }
}
