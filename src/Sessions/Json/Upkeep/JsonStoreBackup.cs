using System.Globalization;
using Bots.Sessions.Json.Files;
using Microsoft.Extensions.Logging;

namespace Bots.Sessions.Json.Upkeep;

/// <summary>Backups as copies of the folder, made while nobody writes.</summary>
internal sealed class JsonStoreBackup(SessionWriter writer, JsonSessionTies ties, string folder, TimeProvider time, ILogger logger) : IStoreBackup
{
    public async ValueTask<BackupReport> BackUpAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        cancellationToken.ThrowIfCancellationRequested();
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        CheckIsFree(target);
        await SettleAsync(cancellationToken);
        return await LockedAsync(target, () => FolderCopy.BackUp(folder, target, cancellationToken), cancellationToken);
    }

    public async ValueTask<BackupReport> RestoreAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        cancellationToken.ThrowIfCancellationRequested();
        var backup = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var found = Guarded(backup, () => FolderCopy.Check(backup));
        await SettleAsync(cancellationToken);
        return await LockedAsync(folder, () =>
        {
            var before = FolderCopy.BackUp(folder, NameOfBefore(), cancellationToken);
            StagedRestore.Stage(backup, folder, logger, cancellationToken);
            StagedRestore.Finish(folder);
            return found with { Path = before.Path };
        }, cancellationToken);
    }

    private static void CheckIsFree(string target)
    {
        if (Directory.Exists(target) || File.Exists(target)) throw new SessionStoreException($"{target} exists already; back up to a new folder. Nothing was written.");
        if (!Directory.Exists(Path.GetDirectoryName(target))) throw new SessionStoreException($"The folder for {target} does not exist; create it first. Nothing was written.");
    }

    private string NameOfBefore()
    {
        var name = $"{CopiesBeside.NameOf(folder)}{time.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}";
        var number = 1;
        while (Directory.Exists(number == 1 ? name : $"{name}-{number}")) number++;
        return number == 1 ? name : $"{name}-{number}";
    }

    private async ValueTask SettleAsync(CancellationToken cancellationToken)
    {
        await writer.SettleAsync();
        using var tree = await ties.HoldAsync(cancellationToken);
    }

    private async ValueTask<BackupReport> LockedAsync(string path, Func<BackupReport> work, CancellationToken cancellationToken)
    {
        using var whole = await WholeStoreLock.TakeAsync(folder, writer.LockTimeout, cancellationToken);
        return Guarded(path, work);
    }

    private static BackupReport Guarded(string path, Func<BackupReport> work)
    {
        try
        {
            return work();
        }
        catch (Exception error) when (StoreErrors.IsOfFiles(error))
        {
            throw StoreErrors.Of(error, path);
        }
    }
}
