using Microsoft.Data.Sqlite;
using SQLitePCL;
using static SQLitePCL.raw;

namespace Bots.Sessions.Sqlite.Engine;

/// <summary>One connection with the statements it has prepared. Used by one thread at a time.</summary>
/// <remarks>It speaks to SQLite directly: commands and data readers would cost more than the statements they run.</remarks>
internal sealed class Connection : IDisposable
{
    private const int NoLongWait = 20;

    private readonly sqlite3 _handle;
    private readonly int _busyTimeout;

    // Statements are compile-time constants, so that the reference identifies the text.
    private readonly Dictionary<string, sqlite3_stmt> _statements = new(ReferenceEqualityComparer.Instance);

    static Connection()
    {
        Batteries_V2.Init();
        NativeSleep.Mend();
    }

    private Connection(sqlite3 handle, TimeSpan busyTimeout) => (_handle, _busyTimeout) = (handle, (int)busyTimeout.TotalMilliseconds);

    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    public static Connection Open(string path, TimeSpan busyTimeout) => Open(path, busyTimeout, SQLITE_OPEN_READWRITE);

    /// <summary>Opens a file that must stay as it is.</summary>
    public static Connection OpenReadOnly(string path, TimeSpan busyTimeout) => Open(path, busyTimeout, SQLITE_OPEN_READONLY);

    /// <summary>Opens a file that nobody changes meanwhile: without locks, and without any file beside it.</summary>
    public static Connection OpenUnchanging(string path, TimeSpan busyTimeout) =>
        Open($"{new Uri(path).AbsoluteUri}?immutable=1", busyTimeout, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);

    /// <summary>SQLite's own handle.</summary>
    public sqlite3 Handle => _handle;

    private static Connection Open(string path, TimeSpan busyTimeout, int mode)
    {
        var result = sqlite3_open_v2(path, out var handle, mode | SQLITE_OPEN_NOMUTEX, null);
        var connection = new Connection(handle, busyTimeout);
        try
        {
            connection.Check(result);
            connection.Check(sqlite3_extended_result_codes(handle, 1));
            connection.Check(sqlite3_busy_timeout(handle, connection._busyTimeout));
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Starts a run of a statement that stays prepared. Always <c>using</c>.</summary>
    public Query Query(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            Check(sqlite3_prepare_v3(_handle, sql, SQLITE_PREPARE_PERSISTENT, out statement));
            _statements.Add(sql, statement);
        }

        return new(this, statement);
    }

    /// <summary>The first value of the first row of a statement that is made up at run time; zero when there is none.</summary>
    public long NumberOnce(string sql)
    {
        Check(sqlite3_prepare_v3(_handle, sql, 0, out var statement));
        using (statement)
        {
            using var query = new Query(this, statement);
            return query.Step() ? query.Long(0) : 0;
        }
    }

    /// <summary>Runs a prepared statement that takes and returns nothing.</summary>
    public void Run(string sql)
    {
        using var query = Query(sql);
        query.Run();
    }

    /// <summary>The first value of the first row; zero when there is none.</summary>
    public long Number(string sql)
    {
        using var query = Query(sql);
        return query.Step() ? query.Long(0) : 0;
    }

    /// <summary>The first value of the first row; empty when there is none.</summary>
    public string Text(string sql)
    {
        using var query = Query(sql);
        return query.Step() ? query.Text(0) : "";
    }

    /// <summary>Runs one or more statements once.</summary>
    public void Execute(string script) => Check(sqlite3_exec(_handle, script));

    /// <summary>Ends the statement that runs, from any thread.</summary>
    public void Interrupt() => sqlite3_interrupt(_handle);

    /// <summary>Ends the open transaction without effect, if there is one.</summary>
    public void RollbackIfOpen()
    {
        if (sqlite3_get_autocommit(_handle) == 0) _ = sqlite3_exec(_handle, "ROLLBACK");
    }

    /// <summary>Moves everything from the write-ahead log into the file and cuts the log to nothing; false when a reader needs it.</summary>
    public bool TryEmptyLog()
    {
        _ = sqlite3_busy_timeout(_handle, NoLongWait);
        var result = sqlite3_wal_checkpoint_v2(_handle, "main", SQLITE_CHECKPOINT_TRUNCATE, out _, out _);
        _ = sqlite3_busy_timeout(_handle, _busyTimeout);
        return result == SQLITE_OK;
    }

    /// <summary>The time of the transaction, in microseconds: what has expired by then is not there any more.</summary>
    public long Now { get; set; }

    /// <summary>The rows that the last statement changed.</summary>
    public int Changes => sqlite3_changes(_handle);

    /// <summary>True when the file was deleted or replaced since it was opened, so that writes would be lost.</summary>
    public bool FileHasMoved => NativeSqlite.HasMoved(_handle);

    public void Check(int result)
    {
        if (result != SQLITE_OK) Throw(result);
    }

    public void Throw(int result) => throw new SqliteException(
        $"SQLite error {result}: {sqlite3_errmsg(_handle).utf8_to_string()}", result & 0xff, result);

    public void Dispose()
    {
        foreach (var statement in _statements.Values) statement.Dispose();
        _statements.Clear();
        _handle.Dispose();
    }
}
