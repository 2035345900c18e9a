namespace Bots.Sessions.Memory;

/// <summary>One session in memory. Not thread-safe: the store locks.</summary>
internal sealed class MemorySession(string id, DateTimeOffset now)
{
    private readonly HashSet<string> _turns = new(StringComparer.Ordinal);
    private readonly List<MemoryCheckpoint> _checkpoints = [];
    private readonly List<MemorySession> _children = [];
    private MemoryHistory? _history;
    private SessionData _data = new(id) { CreatedAt = now, UpdatedAt = now };
    private int _lastCheckpoint;

    public SessionData Data => _data with { MessageCount = Count };

    /// <summary>The session this one was created below or forked from, until that is deleted.</summary>
    public MemorySession? Parent { get; private set; }

    /// <summary>The sessions below this one, oldest first.</summary>
    public IEnumerable<MemorySession> Children => _children;

    /// <summary>For a fork the index of the last message taken over.</summary>
    public int? ForkedAt { get; private init; }

    /// <summary>The session's own state.</summary>
    public ScopedValues State { get; set; } = ScopedValues.Empty;

    /// <summary>What the session's agents share.</summary>
    public ScopedValues Shared { get; set; } = ScopedValues.Empty;

    public IEnumerable<SessionCheckpoint> Checkpoints => _checkpoints.Select(static checkpoint => checkpoint.Shown);

    private int Count => MemoryHistory.CountOf(_history);

    /// <summary>An empty session below another one.</summary>
    public static MemorySession Below(MemorySession? parent, string id, string? title, DateTimeOffset at)
    {
        var session = new MemorySession(id, at);
        session._data = session._data with { Title = title, Version = 1 };
        parent?.Adopt(session);
        return session;
    }

    /// <summary>A session that begins with this one's messages up to <paramref name="index"/>; the index must be one of them, or -1.</summary>
    public MemorySession Fork(int index, string id, string? title, DateTimeOffset at)
    {
        var last = EndOfGroup(index);
        var fork = new MemorySession(id, at) { ForkedAt = last, State = State, _history = MemoryHistory.First(_history, last + 1) };
        fork._data = fork._data with { Title = title ?? _data.Title, AgentName = _data.AgentName, UserId = _data.UserId, Version = 1 };
        Adopt(fork);
        return fork;
    }

    /// <summary>Takes the session out of its tree; what is below it stands alone.</summary>
    public void Leave()
    {
        Parent?._children.Remove(this);
        foreach (var child in _children) child.Parent = null;
    }

    public bool Has(int index) => index >= -1 && index < Count;

    public bool Holds(string? turnId) => turnId is not null && _turns.Contains(turnId);

    public IReadOnlyList<SessionMessage> Window(int? maxMessages)
    {
        var newest = MemoryHistory.Newest(_history, Math.Max(0, maxMessages ?? Count));
        return newest.Length == Count ? newest : MessageGroups.Whole(newest);
    }

    public void Append(IReadOnlyList<SessionMessage> messages, DateTimeOffset at) => Become(MemoryHistory.Append(_history, messages), at);

    public void Clear(DateTimeOffset at)
    {
        _checkpoints.Clear();
        (State, Shared) = (ScopedValues.Empty, ScopedValues.Empty);
        Become(null, at);
    }

    public void Write(TurnWrite turn, IReadOnlyList<SessionMessage> messages, DateTimeOffset at)
    {
        var cut = turn.KeepMessages < Count;
        if (cut) Mark(null, CheckpointKind.Undo, at);
        if (cut || messages.Count > 0) Become(MemoryHistory.Append(MemoryHistory.First(_history, turn.KeepMessages ?? Count), messages), at);
        if (turn.TurnId is { } id) _turns.Add(id);
        _data = _data with { UserId = _data.UserId ?? turn.UserId, AgentName = turn.AgentName ?? _data.AgentName };
    }

    public void Change(SessionChange change, DateTimeOffset at) => _data = _data with
    {
        Title = change.Title ?? _data.Title,
        AgentName = change.AgentName ?? _data.AgentName,
        UserId = change.UserId ?? _data.UserId,
        Metadata = change.Metadata is { } added ? new() { Values = _data.Metadata.Values.SetItems(added.Values) } : _data.Metadata,
        CreatedAt = change.CreatedAt is { } created ? MessageText.ToMicroseconds(created) : _data.CreatedAt,
        UpdatedAt = change.UpdatedAt is { } updated ? MessageText.ToMicroseconds(updated) : at,
    };

    /// <summary>Marks the present end of the history.</summary>
    public SessionCheckpoint Mark(string? label, CheckpointKind kind, DateTimeOffset at)
    {
        var shown = new SessionCheckpoint($"cp{++_lastCheckpoint}", Count - 1, at, label, kind);
        _checkpoints.Add(new(shown, _history, State));
        return shown;
    }

    /// <summary>Goes back to a checkpoint, by id or label; null when there is none.</summary>
    public SessionCheckpoint? Revert(string checkpoint, DateTimeOffset at)
    {
        if ((_checkpoints.Find(one => one.Shown.Id == checkpoint) ?? _checkpoints.FindLast(one => one.Shown.Label == checkpoint)) is not { } target) return null;
        var wayBack = MoveTo(target.History, at);
        State = State.Restore(target.State.Values.ToDictionary(static pair => pair.Key, static pair => pair.Value.Value!.Value), at);
        return wayBack;
    }

    /// <summary>Ends the history with the group of the message at this index; null when there is no such message.</summary>
    public SessionCheckpoint? Revert(int index, DateTimeOffset at) =>
        Has(index) ? MoveTo(MemoryHistory.First(_history, EndOfGroup(index) + 1), at) : null;

    public bool Forget(string checkpointId) => _checkpoints.RemoveAll(checkpoint => checkpoint.Shown.Id == checkpointId) > 0;

    private void Adopt(MemorySession child)
    {
        child.Parent = this;
        _children.Add(child);
    }

    private int EndOfGroup(int index) =>
        index < 0 || index == Count - 1 ? index : MessageGroups.EndOfGroup(MemoryHistory.Newest(_history, Count), index);

    private SessionCheckpoint MoveTo(MemoryHistory? target, DateTimeOffset at)
    {
        var wayBack = Mark(null, CheckpointKind.Undo, at);
        Become(target, at);
        return wayBack;
    }

    private void Become(MemoryHistory? history, DateTimeOffset at) =>
        (_history, _data) = (history, _data with { Version = _data.Version + 1, UpdatedAt = at });
}
