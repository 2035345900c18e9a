using System.Text.Json;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Bots.Sessions.Sqlite.Engine;

/// <summary>Says what went wrong with the file, and what to do about it.</summary>
internal static class StoreErrors
{
    /// <summary>The exception for a caller; what is no failure of the file stays as it is.</summary>
    public static Exception Translate(Exception failure, string path) => failure switch
    {
        SqliteException error => Describe(error, path),
        UnauthorizedAccessException or IOException => new SessionStoreException(
            $"The folder of {path} cannot be written ({failure.Message}); check its owner and permissions, or set Sessions:Sqlite:Path to another place.", failure),
        InvalidDataException or JsonException => new SessionStoreException(
            $"{path} is damaged ({failure.Message}); stop the program, keep a copy, and let `check` and `repair` mend it, or restore a backup.", failure),
        _ => failure,
    };

    /// <summary>True when the connection cannot be trusted any more.</summary>
    public static bool BreaksConnection(Exception failure) =>
        failure is SqliteException { SqliteErrorCode: not (SQLITE_FULL or SQLITE_BUSY or SQLITE_LOCKED or SQLITE_CONSTRAINT or SQLITE_TOOBIG or SQLITE_INTERRUPT) };

    public static SessionStoreException Gone(string path) => new(
        $"{path} is gone: it was moved or deleted, or its disk was taken away. Put it back, or restore a backup, and work goes on by itself; a restart begins anew without it.")
    {
        IsTransient = true,
    };

    public static SessionStoreException Busy(string path, TimeSpan waited, Exception? inner = null) => new(
        $"Another program kept {path} busy for more than {waited.TotalSeconds:0.#} s; nothing was written. Try again, or look for a program that holds the file.",
        new TimeoutException("The file was busy.", inner))
    {
        IsTransient = true,
    };

    private static SessionStoreException Describe(SqliteException error, string path)
    {
        var (advice, transient) = error.SqliteErrorCode switch
        {
            SQLITE_FULL => ($"The disk that holds {path} is full; free some space, and the store goes on by itself.", true),
            SQLITE_BUSY or SQLITE_LOCKED => ($"Another program keeps {path} busy; try again, or look for a program that holds the file.", true),
            SQLITE_READONLY or SQLITE_CANTOPEN or SQLITE_PERM or SQLITE_AUTH => (
                $"{path} cannot be written; check the owner and permissions of the file and its folder, or set Sessions:Sqlite:Path to another place.", false),
            SQLITE_NOTADB => ($"{path} is not a SQLite database; set Sessions:Sqlite:Path to another file, or move this one away.", false),
            SQLITE_CORRUPT => ($"{path} is damaged; `check` says where. Stop the program, keep a copy, and restore a backup.", false),
            SQLITE_IOERR => ($"The disk that holds {path} reports errors; check the disk, and the store goes on by itself.", true),
            SQLITE_TOOBIG => ("The text is larger than the store can hold (about 1 GB); send a smaller one.", false),
            _ => ($"The database {path} could not do what was asked.", false),
        };
        return new($"{advice} ({error.Message})", error) { IsTransient = transient };
    }
}
