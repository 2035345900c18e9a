using Bots.Sessions.Json.Documents;
using Bots.Sessions.Json.Files;
using Bots.Sessions.Json.Journal;
using Bots.Sessions.Json.Memories;
using Bots.Sessions.Json.Upkeep;
using Bots.Sessions.Memory;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bots.Sessions.Json;

/// <summary>Keeps each session in one JSON file, in a format that other programs read and write as well, possibly at the same moment.</summary>
/// <remarks>Thread-safe; several stores and processes may share a directory. Offers <see cref="ISessionCatalog"/>, <see cref="ITurnLog"/>,
/// <see cref="ISessionBranching"/>, <see cref="ISessionCheckpoints"/>, <see cref="ISessionVersions"/>, <see cref="ISessionSearch"/>,
/// <see cref="ISessionSummaries"/>, <see cref="ISessionRetention"/>, <see cref="IStoreBackup"/>, <see cref="IStoreIntegrity"/>, <see cref="ISessionState"/>,
/// <see cref="IMemoryStore"/>, <see cref="Delivery.IInbox"/>, <see cref="Delivery.IOutbox"/> and <see cref="Delivery.ISessionAliases"/>; the last three live in one journal
/// beside the session files. A write that another program keeps waiting for longer than <see cref="JsonSessionOptions.LockTimeout"/> answers
/// false and is logged.</remarks>
public partial class JsonSessionStore : ISessionStore, ICapabilitySource, ILocalStore, IDisposable
{
    private readonly JsonSessionOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly DeliveryJournal _journal;
    private readonly SessionWriter _writer;
    private readonly DeliveryDesk _desk;
    private readonly JsonSessionCatalog _catalog;
    private readonly JsonTurnLog _turns;
    private readonly JsonSessionTies _ties;
    private readonly JsonSessionTrees _trees;
    private readonly JsonSessionCheckpoints _checkpoints;
    private readonly JsonSessionVersions _versions;
    private readonly JsonCheckpointTransfer _transfer;
    private readonly JsonTakenOverTransfer _authors;
    private readonly JsonSessionSearch _search;
    private readonly JsonSessionSummaries _summaries;
    private readonly JsonSessionRetention _retention;
    private readonly JsonSessionState _state;
    private readonly JsonMemories _memories;
    private readonly JsonUserListing _users;
    private readonly JsonStoreBackup _backup;
    private readonly JsonStoreIntegrity _integrity;

    /// <summary>Opens the directory; nothing is read or written before the first call.</summary>
    /// <param name="options">Where and how; the defaults when null.</param>
    /// <param name="time">The clock for timestamps and leases; null for the system's.</param>
    /// <param name="logger">Told of damaged files and busy sessions; null for nobody.</param>
    public JsonSessionStore(JsonSessionOptions? options = null, TimeProvider? time = null, ILogger<JsonSessionStore>? logger = null)
    {
        _options = options ?? new();
        _time = time ?? TimeProvider.System;
        _logger = logger ?? NullLogger<JsonSessionStore>.Instance;
        var directory = _options.FullDirectory;
        var presence = new StorePresence(directory);
        _journal = new(directory, presence, _options.LockTimeout, _time, _logger);
        _writer = new(new(directory, presence, _time, _logger), _journal, _options, _time, _logger);
        _desk = new(_journal, _time);
        _catalog = new(_writer, _options, _time);
        var sessions = new ExistingSessions(_writer, _options);
        _memories = new(presence, _options, _time);
        _ties = new(_writer, _memories, presence, _options);
        _trees = new(_writer, sessions, _ties, _options, _time);
        _checkpoints = new(sessions, _time);
        _versions = new(sessions, _writer, _ties, _time);
        _authors = new(sessions);
        _transfer = new(sessions, _authors);
        _search = new(_writer);
        _summaries = new(sessions, _time);
        _state = new(_writer, presence, _options, _time);
        _users = new(_state, _memories);
        _retention = new(_writer, sessions, _ties, _state, _memories, _journal, new(directory, _options.LockTimeout, _time), _time);
        _backup = new(_writer, _ties, directory, _time, _logger);
        _integrity = new(_writer, _ties, directory, _time);
        _turns = new(_writer, _journal, _options, _time, _logger);
    }

    /// <inheritdoc/>
    public string Location => _options.FullDirectory;

    /// <inheritdoc/>
    public string HostLockPath => Path.Combine(Location, ".bots", "host.lock");

    /// <inheritdoc/>
    public TCapability? FindCapability<TCapability>() where TCapability : class =>
        this as TCapability ?? _catalog as TCapability ?? _turns as TCapability ?? _trees as TCapability ?? _checkpoints as TCapability
        ?? _versions as TCapability ?? _transfer as TCapability ?? _authors as TCapability ?? _search as TCapability ?? _summaries as TCapability ?? _retention as TCapability
        ?? _backup as TCapability ?? _integrity as TCapability ?? _state as TCapability ?? _memories as TCapability ?? _users as TCapability ?? _desk as TCapability;

    /// <inheritdoc/>
    public async ValueTask<bool> AddMessageAsync(string sessionId, string role, string content, MessageMetadata? metadata = null, CancellationToken cancellationToken = default)
    {
        SessionId.Check(sessionId);
        var message = MessageText.Normalize(new(role, content) { Metadata = metadata ?? MessageMetadata.Empty }, _time.GetUtcNow());
        return IsWritten(sessionId, await _writer.ChangeAsync(sessionId, document =>
            SessionChanges.Append(document ?? SessionDocument.New(sessionId, Now()), message, _options.MaxMessages, Now()), cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SessionMessage>> GetChatHistoryAsync(string sessionId, int? maxMessages = null, CancellationToken cancellationToken = default) =>
        (await _writer.ReadAsync(SessionId.Check(sessionId), cancellationToken))?.Window(maxMessages) ?? [];

    /// <inheritdoc/>
    public async ValueTask<bool> ClearSessionAsync(string sessionId, CancellationToken cancellationToken = default)
    {
        if (!await SessionExistsAsync(sessionId, cancellationToken)) return false;
        var isCleared = IsWritten(sessionId, await _writer.EraseAsync(sessionId, document => SessionChanges.Clear(document, Now()), cancellationToken));
        if (isCleared) await _memories.DropSourceAsync(sessionId, cancellationToken);
        return isCleared;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> DeleteSessionAsync(string sessionId, CancellationToken cancellationToken = default)
    {
        if (!await SessionExistsAsync(sessionId, cancellationToken)) return false;
        return IsWritten(sessionId, await _ties.DeleteAsync(sessionId, static _ => true, cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask<bool> SessionExistsAsync(string sessionId, CancellationToken cancellationToken = default) =>
        await _writer.ReadAsync(SessionId.Check(sessionId), cancellationToken) is not null;

    /// <summary>Frees what the store holds in memory; the files need no closing.</summary>
    public void Dispose()
    {
        _journal.Dispose();
        GC.SuppressFinalize(this);
    }

    private DateTimeOffset Now() => MessageText.ToMicroseconds(_time.GetUtcNow());

    private bool IsWritten(string sessionId, SessionWrite outcome)
    {
        if (outcome == SessionWrite.Busy) LogBusy(sessionId, _options.LockTimeout);
        return outcome == SessionWrite.Written;
    }

    [LoggerMessage(LogLevel.Warning, "Session {Session} was not written: another program held it for {Waited}; try again, or raise Sessions:Json:LockTimeout")]
    private partial void LogBusy(string session, TimeSpan waited);
}
