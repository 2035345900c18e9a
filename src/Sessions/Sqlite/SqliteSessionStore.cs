using Bots.Sessions.Sqlite.Delivery;
using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.Log;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bots.Sessions.Sqlite;

/// <summary>Keeps sessions and their deliveries in one SQLite file, which any number of processes may share.</summary>
/// <remarks>
/// <para>The file is opened, and created when it is missing, at the first call. Reads are synchronous and wait for no write. Writes of
/// all callers go through one thread, which commits those that wait together; each is durable when its call completes.</para>
/// <para>After a failure (a full disk, a folder without permission) the store goes on by itself as soon as the cause is gone.</para>
/// </remarks>
public sealed partial class SqliteSessionStore : ISessionStore, ILocalStore, IAsyncDisposable
{
    private readonly CatalogReader _catalog;
    private readonly SqliteFile _file;
    private readonly ILogger _log;
    private readonly ReaderPool _readers;
    private readonly TimeProvider _time;
    private readonly Writer _writer;

    /// <summary>A store on this file, with default options.</summary>
    /// <param name="path">The database file; created with its folder when it is missing.</param>
    public SqliteSessionStore(string path)
        : this(new SqliteSessionOptions { Path = path })
    {
    }

    /// <summary>A store as the options say.</summary>
    /// <param name="options">Where and how; read once.</param>
    /// <param name="timeProvider">The clock for timestamps and leases; null for the system's.</param>
    /// <param name="logger">Told what goes wrong with the file; null for silence.</param>
    public SqliteSessionStore(SqliteSessionOptions options, TimeProvider? timeProvider = null, ILogger<SqliteSessionStore>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(options.Path);
        _log = logger ?? NullLogger<SqliteSessionStore>.Instance;
        _file = new(options);
        Location = Path.GetFullPath(options.Path);
        _time = timeProvider ?? TimeProvider.System;
        _catalog = new(_log);
        _readers = new(_file, _time);
        _writer = new(new WriterConnection(_file, _time, _log), new SettledRows(options.DedupeRetention).PurgeIfDue);
    }

    /// <inheritdoc/>
    public string Location { get; }

    /// <inheritdoc/>
    public string HostLockPath => Location + ".host";

    /// <inheritdoc/>
    public async ValueTask<bool> AddMessageAsync(
        string sessionId, string role, string content, MessageMetadata? metadata = null, CancellationToken cancellationToken = default)
    {
        SessionId.Check(sessionId);
        var message = MessageText.Normalize(new(role, content) { Metadata = metadata ?? MessageMetadata.Empty }, _time.GetUtcNow());
        try
        {
            return await _writer.WriteAsync(
                (sessionId, message: new MessageRow(message, _file.LargeContentBytes)), static (transaction, added) => SessionWriter.Append(transaction, added.sessionId, added.message), cancellationToken);
        }
        catch (SessionStoreException busy) when (busy.InnerException is TimeoutException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SessionMessage>> GetChatHistoryAsync(
        string sessionId, int? maxMessages = null, CancellationToken cancellationToken = default)
    {
        SessionId.Check(sessionId);
        return ReadAsync(
            (sessionId, maxMessages, cancellationToken),
            static (connection, asked) => HistoryReader.Read(connection, asked.sessionId, asked.maxMessages, asked.cancellationToken),
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> ClearSessionAsync(string sessionId, CancellationToken cancellationToken = default)
    {
        SessionId.Check(sessionId);
        return _writer.WriteAsync(sessionId, SessionWriter.Clear, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> DeleteSessionAsync(string sessionId, CancellationToken cancellationToken = default)
    {
        SessionId.Check(sessionId);
        return _writer.WriteAsync(sessionId, SessionWriter.Delete, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> SessionExistsAsync(string sessionId, CancellationToken cancellationToken = default)
    {
        SessionId.Check(sessionId);
        return ReadAsync(sessionId, CatalogReader.Exists, cancellationToken);
    }

    /// <summary>Finishes the writes that wait, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _readers.Dispose();
    }

    private ValueTask<TResult> ReadAsync<TState, TResult>(TState state, Func<Connection, TState, TResult> work, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<TResult>(cancellationToken);
        try
        {
            return new(_readers.Read(state, work));
        }
        catch (Exception failure)
        {
            return ValueTask.FromException<TResult>(failure);
        }
    }
}
