namespace Bots.Sessions.Memory;

/// <summary>One session in memory. Not thread-safe: the store locks.</summary>
internal sealed class MemorySession(string id, DateTimeOffset now)
{
    private readonly List<SessionMessage> _messages = [];
    private readonly HashSet<string> _turns = new(StringComparer.Ordinal);
    private SessionData _data = new(id) { CreatedAt = now, UpdatedAt = now };

    public SessionData Data => _data with { MessageCount = _messages.Count };

    public bool Holds(string? turnId) => turnId is not null && _turns.Contains(turnId);

    public IReadOnlyList<SessionMessage> Window(int? maxMessages) => MessageGroups.Window(_messages, maxMessages);

    public void Append(IReadOnlyList<SessionMessage> messages, DateTimeOffset at)
    {
        _messages.AddRange(messages);
        MessagesChanged(at);
    }

    public void Clear(DateTimeOffset at)
    {
        _messages.Clear();
        MessagesChanged(at);
    }

    public void Write(TurnWrite turn, IReadOnlyList<SessionMessage> messages, DateTimeOffset at)
    {
        var cut = turn.KeepMessages < _messages.Count;
        if (cut) _messages.RemoveRange(turn.KeepMessages!.Value, _messages.Count - turn.KeepMessages.Value);
        _messages.AddRange(messages);
        if (turn.TurnId is { } id) _turns.Add(id);
        if (cut || messages.Count > 0) MessagesChanged(at);
        _data = _data with { UserId = _data.UserId ?? turn.UserId, AgentName = turn.AgentName ?? _data.AgentName };
    }

    public void Change(SessionChange change, DateTimeOffset at) => _data = _data with
    {
        Title = change.Title ?? _data.Title,
        AgentName = change.AgentName ?? _data.AgentName,
        UserId = change.UserId ?? _data.UserId,
        Metadata = change.Metadata is { } added ? new() { Values = _data.Metadata.Values.SetItems(added.Values) } : _data.Metadata,
        UpdatedAt = at,
    };

    private void MessagesChanged(DateTimeOffset at) => _data = _data with { Version = _data.Version + 1, UpdatedAt = at };
}
