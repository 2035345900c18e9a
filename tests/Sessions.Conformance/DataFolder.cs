using System.Text;

namespace Bots.Sessions.Conformance;

/// <summary>Looks at the files of a store byte by byte.</summary>
public static class DataFolder
{
    private const int Patience = 30_000;

    /// <summary>True when any file below the folder, hidden ones included, holds this text as UTF-8.</summary>
    /// <param name="folder">Where to look.</param>
    /// <param name="text">What to look for.</param>
    /// <param name="files">Which files, by a pattern of their names.</param>
    public static bool Holds(string folder, string text, string files = "*")
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Directory.EnumerateFiles(folder, files, SearchOption.AllDirectories).Any(path => Read(path).AsSpan().IndexOf(bytes) >= 0);
    }

    // A store may hold its files open, give its lock back a moment after its answer, and delete what it needs no more.
    private static byte[] Read(string path)
    {
        var end = Environment.TickCount64 + Patience;
        while (true)
        {
            try
            {
                using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                using var copy = new MemoryStream();
                file.CopyTo(copy);
                return copy.ToArray();
            }
            catch (FileNotFoundException)
            {
                return [];
            }
            catch (IOException) when (Environment.TickCount64 < end)
            {
                Thread.Yield();
            }
        }
    }
}
