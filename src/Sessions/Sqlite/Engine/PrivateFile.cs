namespace Bots.Sessions.Sqlite.Engine;

/// <summary>Files that hold what people said are readable by their owner only.</summary>
internal static class PrivateFile
{
    /// <summary>Creates an empty file where there is none, and never opens one that is there.</summary>
    /// <remarks>Closing any handle of a database file would drop the POSIX locks that SQLite holds on it in this process.
    /// SQLite gives its companion files the permissions of the database.</remarks>
    public static void CreateIfMissing(string path)
    {
        if (File.Exists(path)) return;
        try
        {
            new FileStream(path, NewFile()).Dispose();
        }
        catch (IOException) when (File.Exists(path))
        {
            // Somebody else was first, which is as good.
        }
    }

    private static FileStreamOptions NewFile()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }
}
