using Bots.Sessions.Json.Files;
using Bots.Sessions.Json.Journal;
using Microsoft.Extensions.Logging;

namespace Bots.Sessions.Json.Upkeep;

/// <summary>Puts a copy in the place of everything a folder holds, or nothing of it: a crash at any moment is made good by the next start.</summary>
internal static class StagedRestore
{
    /// <summary>Copies a backup into the folder, under a name that makes it the truth at once.</summary>
    public static void Stage(string backup, string folder, ILogger logger, CancellationToken cancellationToken)
    {
        var staging = Path.Combine(folder, StoreFolder.Restoring);
        if (Directory.Exists(staging)) Directory.Delete(staging, recursive: true);
        FolderCopy.Copy(backup, staging, cancellationToken);

        // Another generation, so that every host that knows the present journal notices.
        var journal = Path.Combine(staging, StoreFolder.Journal);
        if (File.Exists(journal)) new JournalFile(journal, logger).StartAnew();
        cancellationToken.ThrowIfCancellationRequested();
        Directory.Move(staging, Path.Combine(folder, StoreFolder.Restored));
        PrivateFile.FlushDirectory(Path.Combine(folder, StoreFolder.Own));
    }

    /// <summary>True when a restore was begun and not finished.</summary>
    public static bool IsUnfinished(string folder) =>
        Directory.Exists(Path.Combine(folder, StoreFolder.Restored)) || Directory.Exists(Path.Combine(folder, StoreFolder.Restoring));

    /// <summary>Puts every file of a staged copy in its place, and deletes one that was not copied whole. Only under the lock of the whole store.</summary>
    public static void Finish(string folder)
    {
        var staging = Path.Combine(folder, StoreFolder.Restoring);
        if (Directory.Exists(staging)) Directory.Delete(staging, recursive: true);
        var staged = Path.Combine(folder, StoreFolder.Restored);
        if (!Directory.Exists(staged)) return;
        var names = StoreFolder.DataFiles(staged);
        foreach (var name in StoreFolder.DataFiles(folder).Except(names, StringComparer.Ordinal)) File.Delete(Path.Combine(folder, name));
        foreach (var name in names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
            PrivateFile.Copy(Path.Combine(staged, name), Path.Combine(folder, name));
        }

        Directory.Delete(staged, recursive: true);
    }
}
