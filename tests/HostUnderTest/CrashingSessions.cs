using Bots.Sessions;

namespace Bots.HostUnderTest;

/// <summary>The session store with a crash point before and after each of the five methods; its capabilities are those of the store within.</summary>
internal sealed class CrashingSessions(ISessionStore inner) : ISessionStore, ICapabilitySource
{
    private readonly ISessionStore _five = CrashingProxy.Around(inner);

    public TCapability? FindCapability<TCapability>() where TCapability : class => inner.Find<TCapability>();

    public ValueTask<bool> AddMessageAsync(string sessionId, string role, string content, MessageMetadata? metadata = null, CancellationToken cancellationToken = default) =>
        _five.AddMessageAsync(sessionId, role, content, metadata, cancellationToken);

    public ValueTask<IReadOnlyList<SessionMessage>> GetChatHistoryAsync(string sessionId, int? maxMessages = null, CancellationToken cancellationToken = default) =>
        _five.GetChatHistoryAsync(sessionId, maxMessages, cancellationToken);

    public ValueTask<bool> ClearSessionAsync(string sessionId, CancellationToken cancellationToken = default) => _five.ClearSessionAsync(sessionId, cancellationToken);

    public ValueTask<bool> DeleteSessionAsync(string sessionId, CancellationToken cancellationToken = default) => _five.DeleteSessionAsync(sessionId, cancellationToken);

    public ValueTask<bool> SessionExistsAsync(string sessionId, CancellationToken cancellationToken = default) => _five.SessionExistsAsync(sessionId, cancellationToken);
}
