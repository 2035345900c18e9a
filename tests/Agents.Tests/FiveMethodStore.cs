using System.Collections.Concurrent;
using Bots.Sessions;

namespace Bots.Agents.Tests;

/// <summary>A store with nothing but the five methods.</summary>
internal sealed class FiveMethodStore : ISessionStore
{
    private readonly ConcurrentDictionary<string, List<SessionMessage>> _sessions = new();

    /// <summary>How many messages fit in before the store fails.</summary>
    public int WritesLeft { get; set; } = int.MaxValue;

    public ValueTask<bool> AddMessageAsync(string sessionId, string role, string content, MessageMetadata? metadata = null, CancellationToken cancellationToken = default)
    {
        if (WritesLeft-- <= 0) throw new SessionStoreException("The disk is full.");
        var messages = _sessions.GetOrAdd(sessionId, static _ => []);
        lock (messages) messages.Add(new(role, content) { Metadata = metadata ?? MessageMetadata.Empty });
        return new(true);
    }

    public ValueTask<IReadOnlyList<SessionMessage>> GetChatHistoryAsync(string sessionId, int? maxMessages = null, CancellationToken cancellationToken = default)
    {
        if (!_sessions.TryGetValue(sessionId, out var messages)) return new([]);
        lock (messages) return new(MessageGroups.Window(messages, maxMessages));
    }

    public ValueTask<bool> ClearSessionAsync(string sessionId, CancellationToken cancellationToken = default)
    {
        if (!_sessions.TryGetValue(sessionId, out var messages)) return new(false);
        lock (messages) messages.Clear();
        return new(true);
    }

    public ValueTask<bool> DeleteSessionAsync(string sessionId, CancellationToken cancellationToken = default) => new(_sessions.TryRemove(sessionId, out _));

    public ValueTask<bool> SessionExistsAsync(string sessionId, CancellationToken cancellationToken = default) => new(_sessions.ContainsKey(sessionId));
}
