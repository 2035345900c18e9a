namespace Bots.Bench.Store;

/// <summary>A folder for the files of one measurement, on the disk of the working directory.</summary>
internal sealed class TempFolder : IDisposable
{
    public TempFolder()
    {
        Path = System.IO.Path.GetFullPath(System.IO.Path.Combine(".bench", System.IO.Path.GetRandomFileName()));
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
