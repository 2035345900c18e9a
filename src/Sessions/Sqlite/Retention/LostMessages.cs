using System.Globalization;
using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.Log;

namespace Bots.Sessions.Sqlite.Retention;

/// <summary>Messages that a damaged file keeps where no session leads to: those of a user are erased with the rest, others are named.</summary>
internal static class LostMessages
{
    private const string Find = """
        SELECT mid, body, seg IN (SELECT value FROM json_each(?1)) FROM message
        WHERE seg IN (SELECT value FROM json_each(?1)) OR seg NOT IN (SELECT seg FROM segment)
        """;

    private const string Unused = """
        DELETE FROM segment WHERE seg IN (SELECT value FROM json_each(?1))
            AND seg NOT IN (SELECT seg FROM session UNION SELECT seg FROM checkpoint UNION SELECT parent_seg FROM segment)
        """;

    /// <summary>Erases what is still there of the messages of these segments, after everything that led to them was erased.</summary>
    /// <returns>A sentence about messages of which nobody knows whose they are; null when there are none.</returns>
    public static string? Erase(WriteTransaction transaction, IReadOnlySet<long> segments)
    {
        var (connection, list) = (transaction.Connection, $"[{string.Join(',', segments.Select(static segment => segment.ToString(CultureInfo.InvariantCulture)))}]");
        var (left, unknown) = (new List<(long Message, long? Body)>(), 0);
        using (var rows = connection.Query(Find).Bind(1, list))
        {
            while (rows.Step())
            {
                if (rows.Long(2) != 0) left.Add((rows.Long(0), rows.LongOrNull(1)));
                else unknown++;
            }
        }

        foreach (var (message, body) in left) SegmentTable.EraseOne(transaction, message, body);
        do
        {
            using var unused = connection.Query(Unused).Bind(1, list);
            unused.Run();
        }
        while (connection.Changes > 0);
        return unknown == 0 ? null : Sentence(unknown);
    }

    private static string Sentence(int messages) =>
        $"The database is damaged: it holds {messages} messages of which nobody knows whose they are. Repair it, and delete those sessions named recovered-… that are this user's.";
}
