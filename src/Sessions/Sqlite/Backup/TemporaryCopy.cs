using System.Globalization;
using Bots.Sessions.Sqlite.Engine;

namespace Bots.Sessions.Sqlite.Backup;

/// <summary>A private database file beside its destination that is gone in the end, unless it took the destination's name.</summary>
internal sealed class TemporaryCopy : IDisposable
{
    /// <summary>What the names of such files end in; one that was left by a killed process is found by it.</summary>
    public const string Ending = ".tmp";

    private static readonly string[] Companions = ["", "-journal", "-wal", "-shm"];

    public TemporaryCopy(string destination)
    {
        Path = string.Create(CultureInfo.InvariantCulture, $"{destination}.{Guid.NewGuid():N}{Ending}");
        PrivateFile.CreateIfMissing(Path);
    }

    public string Path { get; }

    /// <summary>Makes the file durable and gives it its final name.</summary>
    /// <exception cref="IOException">Another file has the name.</exception>
    public void MoveTo(string destination)
    {
        // VACUUM INTO leaves its pages to the operating system.
        using (var file = new FileStream(Path, FileMode.Open, FileAccess.ReadWrite)) file.Flush(flushToDisk: true);
        File.Move(Path, destination, overwrite: false);
    }

    public void Dispose()
    {
        foreach (var companion in Companions) File.Delete(Path + companion);
    }
}
