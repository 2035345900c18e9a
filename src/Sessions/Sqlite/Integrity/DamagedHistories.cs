using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.Log;
using Microsoft.Data.Sqlite;

namespace Bots.Sessions.Sqlite.Integrity;

/// <summary>Which sessions have messages on pages that cannot be read: every history is walked back until it breaks.</summary>
internal sealed class DamagedHistories(Connection connection)
{
    private const string Heads = "SELECT id, head, count FROM session ORDER BY sid";

    // Forks share most of their way.
    private readonly Dictionary<long, long> _brokenAt = [];

    public static IEnumerable<Finding> Find(Connection connection)
    {
        var histories = new DamagedHistories(connection);
        var findings = new List<Finding>();
        try
        {
            using var heads = connection.Query(Heads);
            while (heads.Step())
            {
                if (histories.BreakOf(heads.Long(1), heads.Long(2) - 1) is >= 0 and var index)
                    findings.Add(Finding.Of(IntegrityProblemKind.Unreadable, heads.Text(0), $"The message at index {index} cannot be read, nor what is reached through it; newer ones can. Restore a backup."));
            }
        }
        catch (SqliteException)
        {
            // The table of sessions is damaged as well, and named.
        }

        return findings;
    }

    /// <summary>The index of the newest message that cannot be read; -1 when there is none.</summary>
    private long BreakOf(long message, long index)
    {
        var way = new List<long>();
        var broken = -1L;
        while (message != 0 && index >= 0 && !_brokenAt.TryGetValue(message, out broken))
        {
            way.Add(message);
            broken = -1;
            if (Before(message) is not { } before)
            {
                broken = index;
                break;
            }

            (message, index) = (before, index - 1);
        }

        foreach (var passed in way) _brokenAt[passed] = broken;
        return broken;
    }

    /// <summary>The message before; null when this one cannot be read.</summary>
    private long? Before(long message)
    {
        try
        {
            using var row = connection.Query(HistoryReader.ReadMessage).Bind(1, message);
            return row.Step() ? row.Long(0) : 0;
        }
        catch (SqliteException)
        {
            return null;
        }
    }
}
