using Bots.Sessions.Sqlite.Engine;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Bots.Sessions.Sqlite.Backup;

/// <summary>Writes the present content of the store to another file, while it is in use.</summary>
internal sealed class BackupWriter(SqliteFile file, TimeProvider time)
{
    private const string Copy = "VACUUM INTO ?1";
    private const string Count = "SELECT count(*), coalesce(sum(count), 0) FROM session WHERE expires_at IS NULL OR expires_at>?1";

    /// <summary>Writes a new file that holds nothing but what the store holds: no erased text, no free pages.</summary>
    public BackupReport Write(string path, CancellationToken cancellationToken) =>
        Write(path, (connection, to) => VacuumInto(connection, to, cancellationToken), cancellationToken);

    /// <summary>Writes the pages as they are, damaged or not.</summary>
    public string WritePages(string path, CancellationToken cancellationToken)
    {
        using var copy = new TemporaryCopy(path);
        using (var source = file.OpenCopier())
        using (var target = Connection.Open(copy.Path, file.LockTimeout))
        using (var pages = new DatabaseCopy(source, target)) pages.Run();
        cancellationToken.ThrowIfCancellationRequested();
        copy.MoveTo(path);
        return path;
    }

    /// <summary>What is in a finished copy.</summary>
    public BackupReport Describe(Connection copy, string path)
    {
        using var count = copy.Query(Count).Bind(1, Microseconds.From(time.GetUtcNow()));
        count.Step();
        return new(path, count.Int(0), count.Long(1), new FileInfo(path).Length);
    }

    /// <summary>Copies a database into an empty file, until it is cancelled.</summary>
    public static void VacuumInto(Connection connection, string path, CancellationToken cancellationToken)
    {
        using var stop = cancellationToken.UnsafeRegister(static self => ((Connection)self!).Interrupt(), connection);
        try
        {
            // The copy is written as the source would be: a page that is filled and split keeps no text behind.
            connection.Execute("PRAGMA secure_delete=ON");
            using var copy = connection.Query(Copy).Bind(1, path);
            copy.Run();
        }
        catch (SqliteException stopped) when (stopped.SqliteErrorCode == SQLITE_INTERRUPT)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    private BackupReport Write(string path, Action<Connection, string> write, CancellationToken cancellationToken)
    {
        Refuse(path);
        try
        {
            using var copy = new TemporaryCopy(path);
            using (var source = file.OpenCopier()) write(source, copy.Path);
            BackupReport report;
            using (var written = Connection.Open(copy.Path, file.LockTimeout)) report = Describe(written, copy.Path);
            cancellationToken.ThrowIfCancellationRequested();
            copy.MoveTo(path);
            return report with { Path = path };
        }
        catch (Exception failure) when (failure is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new SessionStoreException($"The backup could not be written to {path} ({failure.Message}); nothing is left behind. Look at the disk and the permissions there, or choose another place.", failure);
        }
    }

    private static void Refuse(string path)
    {
        if (File.Exists(path) || Directory.Exists(path)) throw new SessionStoreException($"{path} exists already; choose another name for the backup, or move that one away.");
        if (!Directory.Exists(Path.GetDirectoryName(path))) throw new SessionStoreException($"There is no folder {Path.GetDirectoryName(path)}; create it, or choose another place for the backup.");
    }
}
