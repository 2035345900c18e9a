using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Bots.Sessions.Json.Files;

/// <summary>Says whether a file is open anywhere else.</summary>
internal static partial class SoleUse
{
    // fcntl(2) of Linux: a write lease is granted only on a file that nobody else has open. Whoever opens it then waits until it is closed here;
    // the signal that tells of that must be one that nobody minds (SIGURG), for the usual one ends the process.
    private const int SetSignal = 10;
    private const int SetLease = 1024;
    private const int WriteLease = 1;
    private const int Urgent = 23;
    private const int InUse = 11;

    /// <summary>False when somebody else has the file open. True where the system cannot say.</summary>
    public static bool Take(SafeFileHandle file) =>
        !OperatingSystem.IsLinux() || Control(file, SetSignal, Urgent) != 0 || Control(file, SetLease, WriteLease) == 0 || Marshal.GetLastPInvokeError() != InUse;

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(SafeFileHandle file, int command, int argument);
}
