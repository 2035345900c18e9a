using System.Globalization;
using Bots.Sessions.Sqlite.Engine;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using static SQLitePCL.raw;

namespace Bots.Sessions.Sqlite.Backup;

/// <summary>Puts a backup in the place of what the store holds, in the file that every process has open: each of them sees the old content or the new.</summary>
internal sealed partial class BackupRestorer(SqliteFile file, BackupWriter backups, TimeProvider time, ILogger logger)
{
    public BackupReport Restore(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path)) throw new SessionStoreException($"There is no backup {path}; give the path of one.");
        if (path == file.Path) throw new SessionStoreException($"{path} is the store itself; give the path of a backup.");
        try
        {
            // Opened before anything else, which creates a store that is not there yet.
            using var live = file.OpenWriter();
            using var staged = new TemporaryCopy(file.Path);
            Stage(path, staged.Path, live.Number("PRAGMA page_size"), cancellationToken);
            return Replace(live, staged.Path, cancellationToken);
        }
        catch (Exception failure) when (failure is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw StoreErrors.Translate(failure, file.Path);
        }
    }

    /// <summary>Makes a copy of our own of the backup: checked whole, and of the present version.</summary>
    private void Stage(string path, string staged, long pageSize, CancellationToken cancellationToken)
    {
        try
        {
            using (var backup = Connection.OpenReadOnly(path, file.LockTimeout))
            {
                Check(backup, path);
                backup.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA page_size={pageSize}"));
                BackupWriter.VacuumInto(backup, staged, cancellationToken);
            }

            using var copy = Connection.Open(staged, file.LockTimeout);
            Schema.Upgrade(copy);
            // Hosts that run on know ids that were given out after the backup.
            Schema.StartIdsAnew(copy);
        }
        catch (SqliteException failure)
        {
            throw Damaged(path, failure.Message, failure);
        }
    }

    private BackupReport Replace(Connection live, string staged, CancellationToken cancellationToken)
    {
        using var source = Connection.Open(staged, file.LockTimeout);
        using var turn = file.CreateLock();
        if (!turn.TryEnter(file.LockTimeout)) throw StoreErrors.Busy(file.Path, file.LockTimeout);
        using var copy = new DatabaseCopy(source, live);
        copy.Begin();

        // Nobody writes from here on: what is backed up now is exactly what is replaced.
        var before = KeepWhatIsThere(cancellationToken);
        copy.Run();
        live.TryEmptyLog();
        LogRestored(logger, file.Path, before);
        return backups.Describe(source, staged) with { Path = before };
    }

    private string KeepWhatIsThere(CancellationToken cancellationToken)
    {
        var first = string.Create(CultureInfo.InvariantCulture, $"{CopiesBeside.NameOf(file.Path)}{time.GetUtcNow():yyyyMMdd-HHmmss}");
        var path = first;
        for (var number = 2; File.Exists(path); number++) path = $"{first}-{number}";
        try
        {
            return backups.Write(path, cancellationToken).Path;
        }
        catch (SessionStoreException damaged) when (damaged.InnerException is SqliteException { SqliteErrorCode: SQLITE_CORRUPT })
        {
            // A damaged store is just what a backup is restored over.
            return backups.WritePages(path, cancellationToken);
        }
    }

    private static void Check(Connection backup, string path)
    {
        var (application, version) = (backup.Number("PRAGMA application_id"), backup.Number("PRAGMA user_version"));
        if (application != Schema.ApplicationId) throw new SessionStoreException($"{path} is no backup of a session store; give the path of one. Nothing was changed.");
        if (version > Schema.Current)
            throw new SessionStoreException($"{path} was written by a newer version of this program (schema {version}, this one knows {Schema.Current}); restore it with that version. Nothing was changed.");
        var problem = backup.Text("PRAGMA integrity_check(1)");
        if (problem != "ok") throw Damaged(path, problem, null);
    }

    private static SessionStoreException Damaged(string path, string problem, Exception? inner) =>
        new($"The backup {path} is damaged ({problem}); restore another one. Nothing was changed.", inner);

    [LoggerMessage(Level = LogLevel.Information, Message = "{File} was restored from a backup; what was there before is in {Before}.")]
    private static partial void LogRestored(ILogger logger, string file, string before);
}
