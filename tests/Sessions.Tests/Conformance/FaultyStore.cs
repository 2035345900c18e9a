namespace Bots.Sessions.Tests.Conformance;

/// <summary>A store with the faults that stores really have, for testing the suite itself.</summary>
internal sealed class FaultyStore : ISessionStore
{
    private readonly Bots.Samples.FortyLineSessionStore _inner = new();
    private int _appends;

    public bool FoldsCase { get; init; }

    public bool CutsGroups { get; init; }

    public bool LosesAppends { get; init; }

    public ValueTask<bool> AddMessageAsync(string sessionId, string role, string content, MessageMetadata? metadata = null, CancellationToken cancellationToken = default) =>
        LosesAppends && Interlocked.Increment(ref _appends) % 10 == 0 ? new(true) : _inner.AddMessageAsync(Key(sessionId), role, content, metadata, cancellationToken);

    public async ValueTask<IReadOnlyList<SessionMessage>> GetChatHistoryAsync(string sessionId, int? maxMessages = null, CancellationToken cancellationToken = default) =>
        CutsGroups
            ? [.. (await _inner.GetChatHistoryAsync(Key(sessionId), null, cancellationToken)).TakeLast(maxMessages ?? int.MaxValue)]
            : await _inner.GetChatHistoryAsync(Key(sessionId), maxMessages, cancellationToken);

    public ValueTask<bool> ClearSessionAsync(string sessionId, CancellationToken cancellationToken = default) => _inner.ClearSessionAsync(Key(sessionId), cancellationToken);

    public ValueTask<bool> DeleteSessionAsync(string sessionId, CancellationToken cancellationToken = default) => _inner.DeleteSessionAsync(Key(sessionId), cancellationToken);

    public ValueTask<bool> SessionExistsAsync(string sessionId, CancellationToken cancellationToken = default) => _inner.SessionExistsAsync(Key(sessionId), cancellationToken);

    private string Key(string sessionId) => FoldsCase ? sessionId.ToLowerInvariant() : sessionId;
}
