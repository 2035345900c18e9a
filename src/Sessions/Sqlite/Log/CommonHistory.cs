using Bots.Sessions.Sqlite.Engine;

namespace Bots.Sessions.Sqlite.Log;

/// <summary>Finds where two histories part.</summary>
internal static class CommonHistory
{
    private const string Back = "SELECT prev, jump FROM message WHERE mid=?1";

    /// <summary>How many messages two histories share from the beginning; O(log n).</summary>
    /// <remarks>Two messages at the same position jump equally far, so that both sides can walk in step.</remarks>
    public static long Count(Connection connection, SessionHead left, SessionHead right)
    {
        var count = Math.Min(left.Count, right.Count);
        if (count == 0) return 0;
        var (a, b) = (MessageLog.At(connection, left.Message, left.Count - 1, count - 1), MessageLog.At(connection, right.Message, right.Count - 1, count - 1));
        while (a != b)
        {
            if (count == 0) throw HistoryReader.LeadsRound(a);
            var ((prevA, jumpA), (prevB, jumpB)) = (From(connection, a), From(connection, b));
            (a, b, count) = jumpA != jumpB && count > 1 ? (jumpA, jumpB, JumpPointer.Target(count - 1) + 1) : (prevA, prevB, count - 1);
        }

        return count;
    }

    private static (long Previous, long Jump) From(Connection connection, long message)
    {
        using var query = connection.Query(Back).Bind(1, message);
        if (!query.Step()) throw HistoryReader.Missing(message);
        return (query.Long(0), query.Long(1));
    }
}
