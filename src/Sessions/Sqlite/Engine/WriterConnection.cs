using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using static SQLitePCL.raw;

namespace Bots.Sessions.Sqlite.Engine;

/// <summary>The writer's connection and its turn among the processes that share the file. Opens when it is needed, and again after a failure.</summary>
internal sealed partial class WriterConnection(SqliteFile file, TimeProvider time, ILogger logger) : IDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    private FileLock? _turn;
    private Connection? _connection;
    private WriteTransaction? _transaction;
    private long _lookedAt;
    private long _askedAt;
    private bool _logHoldsErased;

    /// <summary>Told when another process has kept its turn for longer than the timeout.</summary>
    public Action<SessionStoreException> WaitedTooLong { get; set; } = static _ => { };

    /// <summary>The transaction to run a batch in, while the turn is ours.</summary>
    public WriteTransaction Transaction => _transaction!;

    /// <summary>The turn that was taken; disposing ends it.</summary>
    public EndOfTurn Turn => new(_turn!);

    /// <summary>Opens the file if needed and waits until no other process writes.</summary>
    public void TakeTurn()
    {
        if (FileHasMoved()) Reopen();
        Open();
        if (!_turn!.TryEnter()) WaitForTurn();
    }

    /// <summary>Takes the turn if the file is open and no other process writes.</summary>
    public bool TryTakeTurn() => _connection is not null && !LogHoldsErased && !FileHasMoved() && _turn!.TryEnter();

    /// <summary>The failure as a caller should see it.</summary>
    public Exception Explain(Exception failure) =>
        IsBusy(failure) ? StoreErrors.Busy(file.Path, file.LockTimeout, failure) : StoreErrors.Translate(failure, file.Path);

    /// <summary>True when another program holds the file.</summary>
    public static bool IsBusy(Exception failure) => failure is SqliteException { SqliteErrorCode: SQLITE_BUSY };

    /// <summary>True when nothing else can be written for now.</summary>
    public static bool IsUnusableAfter(Exception failure) =>
        StoreErrors.BreaksConnection(failure) || failure is SqliteException { SqliteErrorCode: SQLITE_BUSY or SQLITE_FULL };

    public void AfterFailure(Exception failure)
    {
        LogFailure(logger, file.Path, failure);
        if (StoreErrors.BreaksConnection(failure)) Close();
    }

    /// <summary>True while the write-ahead log may still hold what was erased, because a reader needed it.</summary>
    public bool LogHoldsErased { get => Volatile.Read(ref _logHoldsErased); private set => Volatile.Write(ref _logHoldsErased, value); }

    /// <summary>Takes over what another process had to leave; at the end of a batch, in its transaction.</summary>
    public void TakeOverErasure()
    {
        if (LogHoldsErased || time.GetElapsedTime(_askedAt) < BetweenLooks) return;
        _askedAt = time.GetTimestamp();
        if (UnfinishedErasure.Take(_transaction!.Connection)) _transaction.BeginErasing();
    }

    /// <summary>Empties the log a last time, or leaves that to whoever writes next.</summary>
    public void HandOverErasure()
    {
        if (_connection is null || !LogHoldsErased) return;
        EmptyLog();
        if (!LogHoldsErased) return;
        _transaction!.Begin();
        UnfinishedErasure.Note(_transaction, true);
        _transaction.Commit();
    }

    /// <summary>What was erased must not live on in the write-ahead log.</summary>
    public void AfterCommit()
    {
        LogHoldsErased |= _transaction!.HasErased;
        if (LogHoldsErased) EmptyLog();
    }

    public void EmptyLog() => LogHoldsErased = !_connection!.TryEmptyLog();

    public void Dispose() => Close();

    /// <summary>Looked at now and then: it takes as long as half of what a write has to compute.</summary>
    private bool FileHasMoved()
    {
        if (_connection is null || (!file.IsMissed && time.GetElapsedTime(_lookedAt) < BetweenLooks)) return false;
        if (_connection.FileHasMoved) return true;
        file.IsMissed = false;
        _lookedAt = time.GetTimestamp();
        return false;
    }

    private void Open()
    {
        _turn ??= file.CreateLock();
        if (_connection is null)
        {
            (_connection, _turn.HasServed) = (file.OpenWriter(), true);
            // A process that died may have left what it had erased.
            LogHoldsErased |= file.HasLog;
        }

        _transaction ??= new(_connection, time, file.LargeContentBytes);
    }

    private void Reopen()
    {
        Close();
        // What is gone is said by the failure itself.
        file.ThrowIfGone();
        LogMoved(logger, file.Path);
    }

    private void Close()
    {
        _connection?.Dispose();
        _turn?.Dispose();
        (_turn, _connection, _transaction) = (null, null, null);
    }

    private void WaitForTurn()
    {
        using var impatience = new Timer(
            _ => WaitedTooLong(StoreErrors.Busy(file.Path, file.LockTimeout)), null, file.LockTimeout, file.LockTimeout);
        _turn!.Enter();
    }

    // The caller is told, and says it once: not every failed write is a line of its own.
    [LoggerMessage(Level = LogLevel.Debug, Message = "A write to {File} failed and was rolled back.")]
    private static partial void LogFailure(ILogger logger, string file, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{File} was replaced while it was open; opening it again.")]
    private static partial void LogMoved(ILogger logger, string file);

    /// <summary>Gives the next process its turn.</summary>
    public readonly struct EndOfTurn(FileLock turn) : IDisposable
    {
        public void Dispose() => turn.Exit();
    }
}
