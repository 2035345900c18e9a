using Bots.Sessions.Sqlite.Backup;

namespace Bots.Sessions.Sqlite;

public sealed partial class SqliteSessionStore : IStoreBackup
{
    /// <inheritdoc/>
    /// <remarks>The copy is one file that can also be put in the place of the store's own while no program runs.</remarks>
    public async ValueTask<BackupReport> BackUpAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var writer = new BackupWriter(_file, _time);

        // Copying takes as long as the file is large: not on the caller's thread.
        return await Task.Run(() => writer.Write(Path.GetFullPath(path), cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>Every process that has the store open goes on with the restored content. A backup of an older version is brought up to date.</remarks>
    public async ValueTask<BackupReport> RestoreAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var restorer = new BackupRestorer(_file, new BackupWriter(_file, _time), _time, _log);
        return await Task.Run(() => restorer.Restore(Path.GetFullPath(path), cancellationToken), cancellationToken);
    }
}
