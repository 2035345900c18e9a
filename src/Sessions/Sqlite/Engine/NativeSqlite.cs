using System.Runtime.InteropServices;
using SQLitePCL;

namespace Bots.Sessions.Sqlite.Engine;

/// <summary>What the managed binding of SQLite leaves out.</summary>
internal static partial class NativeSqlite
{
    private const int HasMovedOpcode = 20; // SQLITE_FCNTL_HAS_MOVED in sqlite3.h

    public static bool HasMoved(sqlite3 database)
    {
        var moved = 0;
        var result = FileControl(database.DangerousGetHandle(), 0, HasMovedOpcode, ref moved);
        GC.KeepAlive(database);
        return result == raw.SQLITE_OK && moved != 0;
    }

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_file_control")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories)]
    private static partial int FileControl(nint database, nint name, int opcode, ref int argument);
}
