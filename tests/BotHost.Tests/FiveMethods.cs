using Bots.Sessions;

namespace Bots.BotHost.Tests;

/// <summary>A store that can do nothing but the five methods.</summary>
internal sealed class FiveMethods(ISessionStore inner) : ISessionStore
{
    public ValueTask<bool> AddMessageAsync(string sessionId, string role, string content, MessageMetadata? metadata = null, CancellationToken cancellationToken = default) =>
        inner.AddMessageAsync(sessionId, role, content, metadata, cancellationToken);

    public ValueTask<IReadOnlyList<SessionMessage>> GetChatHistoryAsync(string sessionId, int? maxMessages = null, CancellationToken cancellationToken = default) =>
        inner.GetChatHistoryAsync(sessionId, maxMessages, cancellationToken);

    public ValueTask<bool> ClearSessionAsync(string sessionId, CancellationToken cancellationToken = default) => inner.ClearSessionAsync(sessionId, cancellationToken);

    public ValueTask<bool> DeleteSessionAsync(string sessionId, CancellationToken cancellationToken = default) => inner.DeleteSessionAsync(sessionId, cancellationToken);

    public ValueTask<bool> SessionExistsAsync(string sessionId, CancellationToken cancellationToken = default) => inner.SessionExistsAsync(sessionId, cancellationToken);
}
