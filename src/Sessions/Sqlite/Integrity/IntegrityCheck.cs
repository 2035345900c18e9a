using System.Text.Json;
using Bots.Sessions.Sqlite.Engine;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Bots.Sessions.Sqlite.Integrity;

/// <summary>Looks at everything the file holds, from the pages up to the sense of it, and writes nothing.</summary>
internal sealed class IntegrityCheck(SqliteFile file, TimeProvider time)
{
    private static readonly Func<Connection, IEnumerable<Finding>>[] Checks =
        [PlaceCheck.Run, SegmentLinks.Run, MessageCheck.Run, ToolCallCheck.Run, SegmentCheck.Run, OrphanRowCheck.Run, SearchIndexCheck.Run, StateCheck.Run, MetadataCheck.Run, TimeCheck.Run];

    /// <summary>What is wrong with the file and inside it. One that is not there yet is in order.</summary>
    /// <exception cref="SessionStoreException">It is the file of another program, or of a newer version of this one.</exception>
    public List<Finding> Run(CancellationToken cancellationToken)
    {
        if (new FileInfo(file.Path) is not { Exists: true, Length: var length }) return [];
        if (length == 0) return [Unreadable("The file is empty: this is no database. Restore a backup, or remove the file to start anew.")];
        var isClosed = !IsOpen;
        var findings = Look(isClosed, cancellationToken);

        // Somebody may have opened the file meanwhile, and changed it while we looked.
        return isClosed && findings.Count > 0 && IsOpen ? Look(isClosed: false, cancellationToken) : findings;
    }

    private bool IsOpen => File.Exists(file.Path + "-wal");

    private List<Finding> Look(bool isClosed, CancellationToken cancellationToken)
    {
        try
        {
            using var connection = file.OpenInspector(isClosed);
            connection.Now = Microseconds.From(time.GetUtcNow());
            connection.Run("BEGIN");
            if (!Schema.IsCurrentVersion(connection, file.Path))
                return [.. PageCheck.Run(connection), Unreadable("The file is that of an older version: start the program once, which brings it up to date, and check again.")];
            return Run(connection, cancellationToken);
        }
        catch (SqliteException nothing) when (nothing.SqliteErrorCode == SQLITE_CORRUPT)
        {
            return [Unreadable("Nothing of the file can be read: it was cut short, or its first page is damaged. Restore a backup.")];
        }
        catch (SqliteException failure)
        {
            throw StoreErrors.Translate(failure, file.Path);
        }
    }

    private static List<Finding> Run(Connection connection, CancellationToken cancellationToken)
    {
        List<Finding> findings = [.. PageCheck.Run(connection)];
        foreach (var check in Checks)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                findings.AddRange(check(connection));
            }
            catch (SqliteException damaged) when (damaged.SqliteErrorCode == SQLITE_CORRUPT && findings.Exists(static finding => finding.Problem.Kind == IntegrityProblemKind.Unreadable))
            {
                // The pages that cannot be read are named already.
            }
            catch (SqliteException) when (findings.Exists(static finding => finding.Mend == SearchIndexCheck.Remake) && check == SearchIndexCheck.Run)
            {
                // It is to be made anew as a whole.
            }
            catch (Exception damaged) when (damaged is SqliteException or InvalidDataException or OverflowException or JsonException)
            {
                findings.Add(Unreadable($"A part of the file cannot be read ({damaged.Message}); restore a backup."));
            }
        }

        return findings;
    }

    private static Finding Unreadable(string detail) => Finding.Of(IntegrityProblemKind.Unreadable, null, detail);
}
