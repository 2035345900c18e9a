namespace Bots.Sessions;

/// <summary>A store that copies itself while it is in use, and takes such a copy back.</summary>
public interface IStoreBackup
{
    /// <summary>Writes everything the store holds, as of one moment, to a new file or folder of the store's own kind; readers and writers go on.</summary>
    /// <param name="path">Where to. Must not exist; its parent folder must.</param>
    /// <param name="cancellationToken">Stops, and leaves nothing behind.</param>
    /// <exception cref="SessionStoreException">The path exists, or the copy could not be written whole; nothing is left behind.</exception>
    ValueTask<BackupReport> BackUpAsync(string path, CancellationToken cancellationToken = default);

    /// <summary>Replaces everything the store holds by a backup, or nothing at all; what was there before is first backed up beside the store.</summary>
    /// <param name="path">A backup, checked whole before anything is touched.</param>
    /// <param name="cancellationToken">Stops while nothing is replaced yet.</param>
    /// <returns>What was restored; its path is that of the backup of what was there before.</returns>
    /// <exception cref="SessionStoreException">The backup is damaged, of another kind or of a newer schema; the store is as it was.</exception>
    ValueTask<BackupReport> RestoreAsync(string path, CancellationToken cancellationToken = default);
}

/// <summary>A finished backup.</summary>
/// <param name="Path">The full path of the copy.</param>
/// <param name="Sessions">Sessions in it.</param>
/// <param name="Messages">Messages in their present histories.</param>
/// <param name="Bytes">Its size in bytes.</param>
public sealed record BackupReport(string Path, int Sessions, long Messages, long Bytes);
