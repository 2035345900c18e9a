using System.Collections.Concurrent;
using System.Collections.Immutable;
using Bots.Sessions;

namespace Bots.Samples;

/// <summary>A whole store of one's own: the five methods, nothing else. It works everywhere in the product and passes the suite.</summary>
public sealed class FortyLineSessionStore : ISessionStore
{
    private readonly ConcurrentDictionary<string, ImmutableList<SessionMessage>> _sessions = new(StringComparer.Ordinal);

    public ValueTask<bool> AddMessageAsync(string sessionId, string role, string content, MessageMetadata? metadata = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var message = MessageText.Normalize(new(role, content) { Metadata = metadata ?? MessageMetadata.Empty }, TimeProvider.System.GetUtcNow());
        _sessions.AddOrUpdate(SessionId.Check(sessionId), _ => [message], (_, before) => before.Add(message));
        return new(true);
    }

    public ValueTask<IReadOnlyList<SessionMessage>> GetChatHistoryAsync(string sessionId, int? maxMessages = null, CancellationToken cancellationToken = default) =>
        new(MessageGroups.Window(_sessions.GetValueOrDefault(SessionId.Check(sessionId), []), maxMessages));

    public ValueTask<bool> ClearSessionAsync(string sessionId, CancellationToken cancellationToken = default)
    {
        while (_sessions.TryGetValue(SessionId.Check(sessionId), out var before))
        {
            if (_sessions.TryUpdate(sessionId, [], before)) return new(true);
        }

        return new(false);
    }

    public ValueTask<bool> DeleteSessionAsync(string sessionId, CancellationToken cancellationToken = default) =>
        new(_sessions.TryRemove(SessionId.Check(sessionId), out _));

    public ValueTask<bool> SessionExistsAsync(string sessionId, CancellationToken cancellationToken = default) =>
        new(_sessions.ContainsKey(SessionId.Check(sessionId)));
}
