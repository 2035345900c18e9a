using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Bots.Sessions.Strays;

/// <summary>What a name in a folder leads to, links followed. Asking opens nothing, so that no pipe holds it up.</summary>
/// <param name="IsRegular">False for pipes, sockets and devices, and for folders.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Identity">Equal for two names of the same file; null where the system does not tell.</param>
internal readonly partial record struct FileKind(bool IsRegular, long Length, (uint Major, uint Minor, ulong Node)? Identity)
{
    // statx(2) of Linux, whose result is laid out alike on every processor: mode at 28, node at 32, size at 40, device at 136 and 140.
    private const int CurrentFolder = -100;
    private const uint TypeNodeAndSize = 0x301;
    private const int TypeMask = 0xF000;
    private const int Regular = 0x8000;

    /// <summary>Null when there is nothing of this name, as behind a link that leads nowhere.</summary>
    public static FileKind? Of(string path)
    {
        if (OperatingSystem.IsLinux()) return OfLinux(path);
        // Elsewhere nobody makes pipes in folders.
        return new FileInfo(path) is { Exists: true } file ? new(true, file.Length, null) : Directory.Exists(path) ? new(false, 0, null) : null;
    }

    private static FileKind? OfLinux(string path)
    {
        var answer = new byte[256];
        if (Status(CurrentFolder, path, 0, TypeNodeAndSize, answer) != 0) return null;
        return new(
            (BinaryPrimitives.ReadUInt16LittleEndian(answer.AsSpan(28)) & TypeMask) == Regular, (long)BitConverter.ToUInt64(answer, 40),
            (BitConverter.ToUInt32(answer, 136), BitConverter.ToUInt32(answer, 140), BitConverter.ToUInt64(answer, 32)));
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Status(int folder, string path, int flags, uint mask, [Out] byte[] answer);
}
