using System.Diagnostics;

namespace Bots.Sessions.Json.Files;

/// <summary>An exclusive lock that all programs of the format share: <c>flock(LOCK_EX|LOCK_NB)</c> on a file that is never deleted.</summary>
/// <remarks>Within this process waiters queue on a gate, so that only one polls. Between processes a waiter polls and touches the file; a holder
/// that sees it touched gives way after a while, so that a busy writer does not starve the others.</remarks>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly FileLockGate _gate;
    private readonly FileStream _file;
    private readonly DateTime _touched;

    private FileLock(FileLockGate gate, FileStream file)
    {
        (_gate, _file) = (gate, file);
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
        if (entered && TryOpen(path) is { } file) return new(gate, file);
        gate.Leave(entered);
        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _gate.NoteRelease(somebodyWaits: File.GetLastWriteTimeUtc(_file.SafeFileHandle) != _touched);
        _file.Dispose();
        _gate.Leave(entered: true);
    }

    private static async ValueTask<FileLock?> PollAsync(FileLockGate gate, string path, Func<TimeSpan> left, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryOpen(path) is { } file) return new(gate, file);
            if (left() <= TimeSpan.Zero) return null;
            Touch(path);
            await Task.Delay(Pause + TimeSpan.FromMilliseconds(Random.Shared.Next(15)), cancellationToken);
        }
    }

    private static FileStream? TryOpen(string path)
    {
        try
        {
            return new(path, PrivateFile.Options(FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
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
