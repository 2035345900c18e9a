using Bots.Sessions.Memory.Memories;

namespace Bots.Sessions.Memory;

/// <summary>Keeps everything in memory and loses it with the process: for tests, trials and conversations that must leave no trace.</summary>
/// <remarks>Thread-safe. Offers <see cref="ISessionCatalog"/>, <see cref="ITurnLog"/>, <see cref="ISessionBranching"/>,
/// <see cref="ISessionCheckpoints"/>, <see cref="ISessionVersions"/>, <see cref="ISessionSearch"/>, <see cref="ISessionSummaries"/>,
/// <see cref="ISessionRetention"/>, <see cref="ISessionState"/>, <see cref="IMemoryStore"/>,
/// <see cref="Delivery.IInbox"/>, <see cref="Delivery.IOutbox"/> and <see cref="Delivery.ISessionAliases"/>.</remarks>
public sealed partial class MemorySessionStore : ISessionStore, ISessionCatalog, ITurnLog, ICapabilitySource
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly MemoryDeliveryKeeper _delivery;
    private readonly DeliveryDesk _desk;
    private readonly MemoryState _state;
    private readonly MemoriesInMemory _memories;
    private readonly Dictionary<string, MemorySession> _sessions = new(StringComparer.Ordinal);

    /// <summary>An empty store.</summary>
    /// <param name="time">The clock for timestamps and leases; null for the system's.</param>
    public MemorySessionStore(TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        _delivery = new(_lock);
        _desk = new(_delivery, _time);
        _state = new(_lock, Find, Open, _time);
        _memories = new(_lock, _time);
    }

    /// <inheritdoc/>
    public TCapability? FindCapability<TCapability>() where TCapability : class => this as TCapability ?? _state as TCapability ?? _memories as TCapability ?? _desk as TCapability;

    /// <inheritdoc/>
    public ValueTask<bool> AddMessageAsync(string sessionId, string role, string content, MessageMetadata? metadata = null, CancellationToken cancellationToken = default)
    {
        SessionId.Check(sessionId);
        var message = MessageText.Normalize(new(role, content) { Metadata = metadata ?? MessageMetadata.Empty }, Now());
        return Locked(() =>
        {
            Open(sessionId).Append([message], Now());
            return true;
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SessionMessage>> GetChatHistoryAsync(string sessionId, int? maxMessages = null, CancellationToken cancellationToken = default) =>
        Locked(() => Find(sessionId)?.Window(maxMessages) ?? [], cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> ClearSessionAsync(string sessionId, CancellationToken cancellationToken = default) =>
        Locked(() => Change(sessionId, session =>
        {
            session.Clear(Now());
            _memories.DropSource(sessionId);
        }), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> DeleteSessionAsync(string sessionId, CancellationToken cancellationToken = default) =>
        Locked(() =>
        {
            if (Find(sessionId) is null) return false;
            Remove(sessionId);
            return true;
        }, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> SessionExistsAsync(string sessionId, CancellationToken cancellationToken = default) =>
        Locked(() => Find(sessionId) is not null, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<SessionData?> GetSessionAsync(string sessionId, CancellationToken cancellationToken = default) =>
        Locked(() => Find(sessionId)?.Data, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<SessionData> ListSessionsAsync(
        SessionQuery? query = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var all = await Locked(() => _sessions.Values.Where(session => !IsOver(session)).Select(static session => session.Data).ToList(), cancellationToken);
        foreach (var data in SessionListing.Select(all, query)) yield return data;
    }

    /// <inheritdoc/>
    public ValueTask<bool> UpdateSessionAsync(string sessionId, SessionChange change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        return Locked(() => Change(sessionId, session => session.Change(change, Now())), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<TurnWriteResult> WriteTurnAsync(TurnWrite turn, CancellationToken cancellationToken = default)
    {
        var messages = TurnRules.Check(turn, Now());
        return Locked(() => Write(turn, messages), cancellationToken);
    }

    private TurnWriteResult Write(TurnWrite turn, IReadOnlyList<SessionMessage> messages)
    {
        var session = Find(turn.SessionId);
        var version = session?.Data.Version ?? 0;
        if (Refusal(turn, session, version) is { } status) return new(status, version, []);

        if (messages.Count > 0) session ??= Open(turn.SessionId);
        session?.Write(turn, messages, Now());
        var sent = OutboxDecisions.Enqueue(_delivery.State, turn.Sends, turn.Owner ?? "", Now());
        _delivery.Apply([.. InboxDecisions.Complete(turn, Now()), .. sent.Events]);
        return new(TurnWriteStatus.Written, session?.Data.Version ?? 0, sent.Answer);
    }

    private TurnWriteStatus? Refusal(TurnWrite turn, MemorySession? session, long version)
    {
        if (session?.Holds(turn.TurnId) == true) return TurnWriteStatus.AlreadyWritten;
        if (InboxDecisions.Refusal(_delivery.State, turn) is { } refusal) return refusal;
        return turn.ExpectedVersion is { } expected && expected != version ? TurnWriteStatus.VersionConflict : null;
    }

    private MemorySession? Find(string sessionId) => _sessions.GetValueOrDefault(SessionId.Check(sessionId)) is { } session && !IsOver(session) ? session : null;

    private MemorySession Open(string sessionId)
    {
        if (Find(sessionId) is { } session) return session;
        Remove(sessionId);
        return _sessions[sessionId] = new(sessionId, Now());
    }

    private bool Change(string sessionId, Action<MemorySession> change)
    {
        if (Find(sessionId) is not { } session) return false;
        change(session);
        return true;
    }

    private DateTimeOffset Now() => MessageText.ToMicroseconds(_time.GetUtcNow());

    private ValueTask<TAnswer> Locked<TAnswer>(Func<TAnswer> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock) return ValueTask.FromResult(work());
    }
}
