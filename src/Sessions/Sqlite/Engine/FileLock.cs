using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Bots.Sessions.Sqlite.Engine;

/// <summary>The turn to write among the processes that share a database file: fair where SQLite's own waiting is not.</summary>
/// <remarks>Only an order of precedence: SQLite's locks still guard the file. Where the platform has no <c>flock</c>, every turn is granted
/// at once and SQLite's waiting is all there is.</remarks>
internal sealed partial class FileLock(string path) : IDisposable
{
    private const int Exclusive = 2;
    private const int NonBlocking = 4;
    private const int Unlock = 8;
    private const int ReadWrite = 2;
    private const int CloseOnExec = 0x80000;
    private const int CloseOnExecMacOS = 0x1000000;
    private const int InterruptedErrno = 4;

    private readonly SafeFileHandle? _file = OperatingSystem.IsWindows() ? null : Open(path);

    /// <summary>True once a store was in use beside this file; kept in its length, so that it outlives what the database file may suffer.</summary>
    public bool HasServed
    {
        get => _file is not null && RandomAccess.GetLength(_file) > 0;
        set
        {
            if (_file is not null && value != HasServed) RandomAccess.SetLength(_file, value ? 1 : 0);
        }
    }

    /// <summary>True when the turn was free and is taken now.</summary>
    public bool TryEnter() => Call(Exclusive | NonBlocking);

    /// <summary>Waits for the turn at most this long, without its fairness.</summary>
    public bool TryEnter(TimeSpan time)
    {
        var started = Stopwatch.GetTimestamp();
        while (!TryEnter())
        {
            if (Stopwatch.GetElapsedTime(started) > time) return false;
            // flock cannot wait for a limited time, and an unlimited wait on another thread could not be called off. Only at opening and
            // restoring; the writer of every batch waits in the kernel, by Enter.
            Thread.Sleep(5);
        }

        return true;
    }

    /// <summary>Waits for the turn, for as long as it takes.</summary>
    public void Enter() => Call(Exclusive);

    public void Exit() => Call(Unlock);

    public void Dispose() => _file?.Dispose();

    private bool Call(int operation)
    {
        if (_file is null or { IsClosed: true }) return true;
        int result;
        do result = Flock((int)_file.DangerousGetHandle(), operation);
        while (result != 0 && Marshal.GetLastPInvokeError() == InterruptedErrno);

        // A file system without locks answers with an error; the blocking call must not pass that on.
        return result == 0;
    }

    /// <summary>Opens the file without the shared lock that .NET puts on every file it opens.</summary>
    private static SafeFileHandle Open(string path)
    {
        PrivateFile.CreateIfMissing(path);
        var file = OpenFile(path, ReadWrite | (OperatingSystem.IsMacOS() ? CloseOnExecMacOS : CloseOnExec));
        if (file < 0) throw new IOException($"{path} cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}.");
        return new(file, ownsHandle: true);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Flock(int file, int operation);
}
