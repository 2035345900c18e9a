using System.Diagnostics;
using Bots.Sessions.Strays;

namespace Bots.Sessions.Json.Files;

/// <summary>An exclusive lock that all programs of the format share: <c>flock(LOCK_EX|LOCK_NB)</c> on a file beside the one it guards.</summary>
/// <remarks>
/// <para>Within this process waiters queue on a gate, so that only one polls. Between processes a waiter polls and touches the file; a holder
/// that sees it touched gives way after a while, so that a busy writer does not starve the others.</para>
/// <para>The name of a session's lock names the session: where the guarded file is gone when the lock is given back, the lock file goes with it.
/// Only its holder deletes it, and takes all permissions from it before letting go: whoever was just taking it sees that and begins anew. A
/// program that does not look keeps it where it is, by having it open.</para>
/// </remarks>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>What the name of the guarded file is followed by.</summary>
    public const string Ending = ".lock";


    private readonly FileLockGate _gate;
    private readonly FileStream _file;
    private readonly string _path;
    private DateTime _touched;
    private bool _isWanted;

    private FileLock(FileLockGate gate, FileStream file, string path)
    {
        (_gate, _file, _path) = (gate, file, path);
        _touched = File.GetLastWriteTimeUtc(file.SafeFileHandle);
    }

    /// <summary>Takes the lock; null when somebody else held it for the whole <paramref name="timeout"/>.</summary>
    public static async ValueTask<FileLock?> TryTakeAsync(string path, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var gate = FileLockGate.Enter(path);
        var entered = false;
        FileLock? taken = null;
        try
        {
            entered = await gate.WaitAsync(timeout, cancellationToken);
            if (entered) taken = await PollAsync(gate, path, () => timeout - Stopwatch.GetElapsedTime(start), cancellationToken);
            return taken;
        }
        finally
        {
            if (taken is null) gate.Leave(entered);
        }
    }

    /// <summary>Takes the lock if nobody has it.</summary>
    public static FileLock? TryTakeNow(string path)
    {
        var gate = FileLockGate.Enter(path);
        var entered = gate.TryWait();
        if (entered && TryOpen(path) is { } file) return new(gate, file, path);
        gate.Leave(entered);
        return null;
    }

    /// <summary>What its holders wrote into it.</summary>
    public byte[] Read()
    {
        var content = new byte[_file.Length];
        _file.Position = 0;
        _file.ReadExactly(content);
        return content;
    }

    /// <summary>Leaves this in it for the next holder; not flushed to the disk.</summary>
    public void Write(ReadOnlySpan<byte> content)
    {
        if (content.IsEmpty && _file.Length == 0) return;
        _isWanted |= IsTouched();
        _file.SetLength(0);
        _file.Position = 0;
        _file.Write(content);
        _touched = File.GetLastWriteTimeUtc(_file.SafeFileHandle);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _gate.NoteRelease(somebodyWaits: _isWanted || IsTouched());
        var isLeft = GuardsNothing(_path);
        if (isLeft && !OperatingSystem.IsWindows()) Delete();
        _file.Dispose();
        // Windows deletes no file that anybody has open, so that nothing can be taken in between.
        if (isLeft && OperatingSystem.IsWindows()) PrivateFile.DeleteQuietly(_path);
        _gate.Leave(entered: true);
    }

    /// <summary>Deletes the locks of sessions that are gone, where a crash or another program kept them from going with their session.</summary>
    public static void DeleteLeft(string directory)
    {
        foreach (var path in Directory.EnumerateFiles(directory, "*" + Ending).Where(GuardsNothing)) TryTakeNow(path)?.Dispose();
    }

    // The journal's lock names nobody. A file that holds something is no lock, whatever its name.
    private static bool GuardsNothing(string path) =>
        path.EndsWith(SessionFileName.Ending + Ending, StringComparison.Ordinal) && !File.Exists(path[..^Ending.Length]) && FileKind.Of(path) is { IsRegular: true, Length: 0 };

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private void Delete()
    {
        if (!SoleUse.Take(_file.SafeFileHandle)) return;
        try
        {
            File.Delete(_path);
            File.SetUnixFileMode(_file.SafeFileHandle, UnixFileMode.None);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It stays as it was, and works as it did.
        }
    }

    private bool IsTouched() => File.GetLastWriteTimeUtc(_file.SafeFileHandle) != _touched;

    private static async ValueTask<FileLock?> PollAsync(FileLockGate gate, string path, Func<TimeSpan> left, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryOpen(path) is { } file) return new(gate, file, path);
            if (left() <= TimeSpan.Zero) return null;
            Touch(path);
            await Task.Delay(Pause + TimeSpan.FromMilliseconds(Random.Shared.Next(15)), cancellationToken);
        }
    }

    private static FileStream? TryOpen(string path)
    {
        try
        {
            while (true)
            {
                var file = new FileStream(path, PrivateFile.Options(FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
                if (OperatingSystem.IsWindows() || File.GetUnixFileMode(file.SafeFileHandle) != UnixFileMode.None) return file;
                file.Dispose();
            }
        }
        catch (IOException error) when (IsHeld(error))
        {
            return null;
        }
    }

    // EWOULDBLOCK of Linux and macOS, then the sharing and lock violations of Windows.
    private static bool IsHeld(IOException error) =>
        OperatingSystem.IsWindows() ? (error.HResult & 0xffff) is 32 or 33 : error.HResult is 11 or 35;

    private static void Touch(string path)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, TimeProvider.System.GetUtcNow().UtcDateTime);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Asking for fairness is a courtesy; a lock file of another user's cannot be touched.
        }
    }
}
