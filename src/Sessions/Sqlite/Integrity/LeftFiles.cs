using Bots.Sessions.Sqlite.Backup;

namespace Bots.Sessions.Sqlite.Integrity;

/// <summary>Files beside the store that a backup or a restore left when its process was killed.</summary>
internal sealed class LeftFiles(string path, TimeProvider time)
{
    // A running backup writes to its file all the time.
    private static readonly TimeSpan Untouched = TimeSpan.FromHours(1);

    public IEnumerable<Finding> Look()
    {
        if (!Directory.Exists(Path.GetDirectoryName(path))) yield break;
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(path)!, $"{Path.GetFileName(path)}*{TemporaryCopy.Ending}"))
        {
            if (!IsLeft(file)) continue;
            yield return Finding.Of(IntegrityProblemKind.Orphan, null, $"{Path.GetFileName(file)} was left by a backup or a restore that did not end.", new(file, "It is deleted.", _ =>
            {
                if (IsLeft(file)) File.Delete(file);
            }));
        }
    }

    private bool IsLeft(string file) => File.Exists(file) && time.GetUtcNow() - File.GetLastWriteTimeUtc(file) > Untouched;
}
