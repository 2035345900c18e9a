using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Bots.Sessions.Sqlite.Engine;

/// <summary>Lets SQLite sleep for as long as it asks to.</summary>
/// <remarks>The library that comes with the binding is built without <c>HAVE_USLEEP</c>: whoever has to try again in a few microseconds, such as a reader
/// that meets others at the beginning of the log, then sleeps for a whole second (os_unix.c, unixSleep).</remarks>
internal static unsafe partial class NativeSleep
{
    // Where the structure sqlite3_vfs holds xSleep (sqlite3.h): behind two words of numbers, three pointers and nine other functions.
    private const int SleepSlot = 14;

    /// <summary>Mends it for the whole process; repeating is fine.</summary>
    public static void Mend()
    {
        if (!OperatingSystem.IsLinux() || nint.Size != 8) return;
        var files = FindVfs(0);
        if (files != 0) ((delegate* unmanaged[Cdecl]<nint, int, int>*)files)[SleepSlot] = &Sleep;
    }

    /// <summary>Lets SQLite sleep, and says how long it slept; both in milliseconds.</summary>
    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_sleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories)]
    internal static partial int Sleep(int milliseconds);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Sleep(nint files, int microseconds)
    {
        _ = Pause((uint)Math.Max(0, microseconds));
        return microseconds;
    }

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_vfs_find")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories)]
    private static partial nint FindVfs(nint name);

    [LibraryImport("libc", EntryPoint = "usleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Pause(uint microseconds);
}
