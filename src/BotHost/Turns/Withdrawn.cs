using Bots.Adapters;

namespace Bots.BotHost.Turns;

/// <summary>Messages that users deleted while they waited: their turns are dropped. Thread-safe.</summary>
/// <remarks>It lives as long as the process. The deletion itself lies in the inbox, behind the message: after a crash the message is answered and then removed.</remarks>
internal sealed class Withdrawn
{
    private const int Most = 10_000;

    private readonly Lock _lock = new();
    private readonly HashSet<(string Bot, string Chat, string Message)> _messages = [];

    /// <summary>A deletion arrived.</summary>
    public void Add(InboundMessage deletion)
    {
        if (KeyOf(deletion) is not { } key) return;
        lock (_lock)
        {
            if (_messages.Count >= Most) _messages.Clear();
            _messages.Add(key);
        }
    }

    /// <summary>The deletion's own turn came: nothing waits before it any more.</summary>
    public void Remove(InboundMessage deletion)
    {
        if (KeyOf(deletion) is not { } key) return;
        lock (_lock) _messages.Remove(key);
    }

    /// <summary>Whether a message was deleted. What only points at one (a press, a reaction) is no such message.</summary>
    public bool Contains(InboundMessage message)
    {
        if (message is not { IsDeletion: false, Press: null, Reaction: null } || KeyOf(message) is not { } key) return false;
        lock (_lock) return _messages.Contains(key);
    }

    private static (string Bot, string Chat, string Message)? KeyOf(InboundMessage message) =>
        message.Address.MessageId is { } id ? (message.Bot, message.Address.ChatId, id) : null;
}
