using System.Text;

namespace Bots.Sessions.Conformance;

/// <summary>Looks at the files of a store byte by byte.</summary>
public static class DataFolder
{
    /// <summary>True when any file below the folder, hidden ones included, holds this text as UTF-8.</summary>
    public static bool Holds(string folder, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Any(path => Read(path).AsSpan().IndexOf(bytes) >= 0);
    }

    // A store may hold its files open.
    private static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        file.CopyTo(copy);
        return copy.ToArray();
    }
}
