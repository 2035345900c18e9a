using System.Diagnostics;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Bots.Sessions.Sqlite.Engine;

/// <summary>The database file: opens connections to it that are ready for use, and creates or upgrades it on the way.</summary>
internal sealed class SqliteFile(SqliteSessionOptions options)
{
    private volatile bool _wasOpen;
    private volatile bool _isMissed;

    /// <summary>True once somebody found the file gone, until it is seen in its place again: a connection that is still open must not go on with it.</summary>
    public bool IsMissed { get => _isMissed; set => _isMissed = value; }

    /// <summary>The file, absolute.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(options.Path);

    /// <summary>How long to wait for another program.</summary>
    public TimeSpan LockTimeout => options.LockTimeout;

    /// <summary>See <see cref="SqliteSessionOptions.LargeContentBytes"/>.</summary>
    public int LargeContentBytes => options.LargeContentBytes;

    /// <summary>True when there is a write-ahead log with anything in it.</summary>
    public bool HasLog => new FileInfo(LogPath) is { Exists: true, Length: > 0 };

    /// <summary>The write-ahead log.</summary>
    public string LogPath => Path + "-wal";

    /// <summary>True when there is a database to open.</summary>
    public bool IsThere => new FileInfo(Path) is { Exists: true, Length: > 0 };

    /// <summary>A file that was in use by this store and is not there any more is waited for: another one in its place would be an empty store, in
    /// which what was accepted is not found and what is answered is not kept.</summary>
    /// <exception cref="SessionStoreException">The file is gone.</exception>
    public void ThrowIfGone()
    {
        if (!_wasOpen || IsThere) return;
        IsMissed = true;
        throw StoreErrors.Gone(Path);
    }

    public FileLock CreateLock()
    {
        ThrowIfGone();
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        return new(Path + ".lock");
    }

    public Connection OpenWriter() => Open($"""
        PRAGMA synchronous={(options.Synchronous == SqliteSynchronous.Full ? "FULL" : "NORMAL")};
        PRAGMA secure_delete=ON;
        PRAGMA temp_store=MEMORY;
        PRAGMA cache_size=-8000;
        PRAGMA wal_autocheckpoint=4000;
        PRAGMA journal_size_limit=33554432;
        """ + (options.MaxPages > 0 ? $"PRAGMA max_page_count={options.MaxPages};" : ""));

    // A small cache: every write of another connection empties it, and the system caches the file as well.
    public Connection OpenReader() => Open("PRAGMA query_only=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-1000;");

    /// <summary>For looking at the file as it is: creates nothing, brings nothing up to date, writes nothing.</summary>
    /// <param name="isClosed">True when nobody has it open: then no companion files are made either.</param>
    public Connection OpenInspector(bool isClosed) => isClosed ? Connection.OpenUnchanging(Path, LockTimeout) : Connection.OpenReadOnly(Path, LockTimeout);

    /// <summary>For copying the whole file, which a connection that must not write is not allowed to.</summary>
    public Connection OpenCopier() => Open("PRAGMA temp_store=MEMORY");

    private Connection Open(string pragmas)
    {
        ThrowIfGone();
        if (!IsThere) Create();
        var connection = Connection.Open(Path, LockTimeout);
        try
        {
            if (!Schema.IsCurrent(connection, Path)) Prepare(connection);
            connection.Execute(pragmas);
            _wasOpen = true;
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Creates the file and what it begins with in one turn: whoever sees an empty file and comes after that sees one cut to nothing.</summary>
    private void Create()
    {
        using var turn = CreateLock();
        turn.TryEnter(LockTimeout);
        if (IsThere) return;
        if (!File.Exists(Path)) turn.HasServed = false;
        else if (EmptiedFile.Look(Path, turn) is { } emptied) throw new SessionStoreException(emptied);
        PrivateFile.CreateIfMissing(Path);
        using var connection = Connection.Open(Path, LockTimeout);
        SwitchToWal(connection);
        Schema.Upgrade(connection);
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
                // There is nothing to wait on: SQLite calls no busy handler here, and a connection that is about to close tells nobody.
                // Only when a file is made, or one of another journal mode is taken over.
                Thread.Sleep(5);
            }
        }
    }
}
