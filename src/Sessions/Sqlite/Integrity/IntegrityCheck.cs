using Bots.Sessions.Sqlite.Engine;
using Microsoft.Data.Sqlite;

namespace Bots.Sessions.Sqlite.Integrity;

/// <summary>Looks at everything the file holds, from the pages up to the sense of it.</summary>
internal static class IntegrityCheck
{
    private static readonly Func<Connection, IEnumerable<Finding>>[] Checks =
        [PlaceCheck.Run, MessageCheck.Run, ToolCallCheck.Run, SegmentCheck.Run, OrphanRowCheck.Run, SearchIndexCheck.Run, StateCheck.Run];

    /// <summary>What is wrong inside the file.</summary>
    public static List<Finding> Run(Connection connection, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        Add(findings, PageCheck.Run, connection);
        foreach (var check in Checks)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Add(findings, check, connection);
        }

        return findings;
    }

    private static void Add(List<Finding> findings, Func<Connection, IEnumerable<Finding>> check, Connection connection)
    {
        try
        {
            findings.AddRange(check(connection));
        }
        catch (Exception damaged) when (damaged is SqliteException or InvalidDataException or OverflowException)
        {
            findings.Add(Finding.Of(IntegrityProblemKind.Unreadable, null, $"A part of the file cannot be read ({damaged.Message}); restore a backup."));
        }
    }
}
