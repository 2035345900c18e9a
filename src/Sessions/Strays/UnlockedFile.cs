using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Bots.Sessions.Strays;

/// <summary>Opens files for reading without the lock that .NET puts on whatever it opens: it would be refused where somebody writes, and would refuse those who begin to.</summary>
internal static partial class UnlockedFile
{
    private const int CloseOnExec = 0x80000;
    private const int CloseOnExecMacOS = 0x1000000;
    private const int NotThere = 2;
    private const int NotPermitted = 1;
    private const int Denied = 13;

    public static FileStream Open(string path)
    {
        // Windows has no other locks than those that a share allows.
        if (OperatingSystem.IsWindows()) return new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var file = OpenFile(path, OperatingSystem.IsMacOS() ? CloseOnExecMacOS : CloseOnExec);
        return file >= 0 ? new(new SafeFileHandle(file, ownsHandle: true), FileAccess.Read, bufferSize: 0) : throw Failure(path, Marshal.GetLastPInvokeError());
    }

    public static byte[] ReadAllBytes(string path)
    {
        using var file = Open(path);
        var bytes = new byte[file.Length];
        return bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }

    private static Exception Failure(string path, int error)
    {
        var message = $"{path} cannot be opened: {Marshal.GetPInvokeErrorMessage(error)}.";
        return error switch { NotThere => new FileNotFoundException(message, path), NotPermitted or Denied => new UnauthorizedAccessException(message), _ => new IOException(message) };
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int OpenFile(string path, int flags);
}
