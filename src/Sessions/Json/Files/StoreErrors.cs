namespace Bots.Sessions.Json.Files;

/// <summary>Turns what the file system says into what an operator can do about it.</summary>
internal static class StoreErrors
{
    public static bool IsOfFiles(Exception error) => error is IOException or UnauthorizedAccessException;

    public static SessionStoreException Of(Exception error, string path, string? sessionId = null) => error is DirectoryNotFoundException ? Gone(path, error) :
        new($"{path}: {error.Message} {Advice(error)}", error) { Key = sessionId, IsTransient = IsFull(error) };

    public static SessionStoreException Gone(string folder, Exception? inner = null) => new(
        $"{folder} is gone: it was moved or deleted, or its disk was taken away. Put it back, or restore a backup, and work goes on by itself; a restart begins anew without it.", inner!) { IsTransient = true };

    public static SessionStoreException Busy(string path, TimeSpan waited, string? sessionId = null) =>
        new($"{path} was held by another program for {waited.TotalSeconds:0.##} s; nothing was written. Try again, or raise Sessions:Json:LockTimeout.") { Key = sessionId, IsTransient = true };

    private static string Advice(Exception error) => IsFull(error)
        ? "The disk is full: free some space; nothing was changed, and the next write succeeds once there is room."
        : error is UnauthorizedAccessException
            ? "This user may not write there: give it the folder of Sessions:Json:Directory, or set that key to a folder of its own. Nothing was changed."
            : "Nothing was changed; check the folder of Sessions:Json:Directory.";

    // ENOSPC and EDQUOT, then the two spellings of Windows.
    private static bool IsFull(Exception error) =>
        error is IOException && (OperatingSystem.IsWindows() ? (error.HResult & 0xffff) is 39 or 112 : error.HResult is 28 or 122 or 69);
}
