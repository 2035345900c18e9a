using System.Runtime.InteropServices;

namespace Bots.Sessions.Json.Files;

/// <summary>Files that only this user can read, and writes that are on the disk when they return.</summary>
internal static class PrivateFile
{
    /// <summary>The ending of a file being written. One per session file, and only under its lock: a left-over is simply overwritten.</summary>
    public const string TemporaryEnding = ".bots-tmp";

    /// <summary>Replaces the file as a whole: readers see the old bytes or the new ones.</summary>
    public static void Replace(string path, byte[] content) => Replace(path, file => file.Write(content));

    /// <summary>Replaces the file by a copy of another one, of whatever size.</summary>
    public static void Copy(string from, string path)
    {
        using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        Replace(path, file => source.CopyTo(file, 1 << 20));
    }

    /// <summary>Makes renames and deletions in the directory durable.</summary>
    public static void FlushDirectory(string directory)
    {
        if (OperatingSystem.IsWindows()) return;
        var descriptor = Open(directory, 0);
        if (descriptor < 0) return;
        _ = Fsync(descriptor);
        _ = Close(descriptor);
    }

    public static FileStreamOptions Options(FileMode mode, FileAccess access, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows() && mode != FileMode.Open) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    public static void DeleteQuietly(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A left-over is overwritten by the next write; what went wrong before is what the caller must hear.
        }
    }

    private static void Replace(string path, Action<FileStream> write)
    {
        var temporary = path + TemporaryEnding;
        try
        {
            using (var file = new FileStream(temporary, Options(FileMode.Create, FileAccess.Write, FileShare.None)))
            {
                write(file);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            DeleteQuietly(temporary);
            throw;
        }

        FlushDirectory(Path.GetDirectoryName(path)!);
    }

    // .NET opens no directories, and a rename is durable only once its directory is flushed.
    [DllImport("libc", EntryPoint = "open")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Fsync(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
