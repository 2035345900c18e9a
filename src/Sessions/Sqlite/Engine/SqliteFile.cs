using System.Diagnostics;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Bots.Sessions.Sqlite.Engine;

/// <summary>The database file: opens connections to it that are ready for use, and creates or upgrades it on the way.</summary>
internal sealed class SqliteFile(SqliteSessionOptions options)
{
    /// <summary>The file, absolute.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(options.Path);

    /// <summary>How long to wait for another program.</summary>
    public TimeSpan LockTimeout => options.LockTimeout;

    /// <summary>See <see cref="SqliteSessionOptions.LargeContentBytes"/>.</summary>
    public int LargeContentBytes => options.LargeContentBytes;

    public FileLock CreateLock()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        return new(Path + ".lock");
    }

    public Connection OpenWriter() => Open($"""
        PRAGMA synchronous={(options.Synchronous == SqliteSynchronous.Full ? "FULL" : "NORMAL")};
        PRAGMA secure_delete=ON;
        PRAGMA temp_store=MEMORY;
        PRAGMA cache_size=-16000;
        PRAGMA wal_autocheckpoint=4000;
        PRAGMA journal_size_limit=33554432;
        """ + (options.MaxPages > 0 ? $"PRAGMA max_page_count={options.MaxPages};" : ""));

    public Connection OpenReader() => Open("PRAGMA query_only=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-4000;");

    /// <summary>For copying the whole file, which a connection that must not write is not allowed to.</summary>
    public Connection OpenCopier() => Open("PRAGMA temp_store=MEMORY");

    private Connection Open(string pragmas)
    {
        if (!File.Exists(Path)) Create();
        var connection = Connection.Open(Path, LockTimeout);
        try
        {
            if (!Schema.IsCurrent(connection, Path)) Prepare(connection);
            connection.Execute(pragmas);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void Create()
    {
        using var turn = CreateLock();
        turn.TryEnter(LockTimeout);
        PrivateFile.CreateIfMissing(Path);
    }

    private void Prepare(Connection connection)
    {
        using var turn = CreateLock();
        turn.TryEnter(LockTimeout);
        SwitchToWal(connection);
        Schema.Upgrade(connection);
    }

    /// <summary>SQLite does not wait for other connections when it changes the journal mode, so that we have to.</summary>
    private void SwitchToWal(Connection connection)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                connection.Execute("PRAGMA journal_mode=WAL");
                return;
            }
            catch (SqliteException locked) when (locked.SqliteErrorCode is SQLITE_BUSY or SQLITE_LOCKED && Stopwatch.GetElapsedTime(started) < LockTimeout)
            {
                Thread.Sleep(5);
            }
        }
    }
}
