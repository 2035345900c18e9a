namespace Bots.Sessions.Tests;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private const string Memory = "/dev/shm";

    /// <param name="inMemory">True where thousands of flushed writes would only measure the disk; on disk all the same where there is no such place.</param>
    public TemporaryFolder(bool inMemory = false) =>
        Path = inMemory && Directory.Exists(Memory)
            ? Directory.CreateDirectory(System.IO.Path.Combine(Memory, $"bots-{Guid.NewGuid():N}")).FullName
            : Directory.CreateTempSubdirectory("bots-").FullName;

    public string Path { get; }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Removes the folder, and what a store kept beside it when it was restored.</summary>
    public void Dispose()
    {
        Directory.Delete(Path, recursive: true);
        foreach (var kept in Directory.EnumerateDirectories(System.IO.Path.GetDirectoryName(Path)!, System.IO.Path.GetFileName(Path) + ".*")) Directory.Delete(kept, recursive: true);
    }
}
