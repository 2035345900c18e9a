using System.Collections.Concurrent;

namespace Bots.Sessions.Sqlite.Engine;

/// <summary>Connections for reading. The writer never makes them wait, and they never make it wait.</summary>
internal sealed class ReaderPool(SqliteFile file, TimeProvider time) : IDisposable
{
    private const int MaxIdle = 8;

    private readonly ConcurrentBag<Connection> _idle = [];
    private volatile bool _disposed;

    /// <summary>Runs the work on one consistent state of the file, which is at least as new as every write acknowledged before.</summary>
    /// <exception cref="SessionStoreException">The file cannot be read.</exception>
    public TResult Read<TState, TResult>(TState state, Func<Connection, TState, TResult> work)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(SqliteSessionStore));
        Connection? connection = null;
        try
        {
            connection = Rent();
            connection.Now = Microseconds.From(time.GetUtcNow());
            connection.Run("BEGIN");
            var result = work(connection, state);
            connection.Run("COMMIT");
            Return(connection);
            return result;
        }
        catch (Exception failure)
        {
            connection?.Dispose();
            if (StoreErrors.Translate(failure, file.Path) is var explained && ReferenceEquals(explained, failure)) throw;
            throw explained;
        }
    }

    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out var connection)) connection.Dispose();
    }

    private Connection Rent()
    {
        while (_idle.TryTake(out var connection))
        {
            if (!connection.FileHasMoved) return connection;
            connection.Dispose();
        }

        return file.OpenReader();
    }

    private void Return(Connection connection)
    {
        if (_disposed || _idle.Count >= MaxIdle) connection.Dispose();
        else _idle.Add(connection);
    }
}
