namespace Bots.Sessions.Memory;

/// <summary>One session in memory. Not thread-safe: the store locks.</summary>
internal sealed partial class MemorySession(string id, DateTimeOffset now)
{
    private static long _last;

    private readonly HashSet<string> _turns = new(StringComparer.Ordinal);
    private readonly List<MemorySession> _children = [];
    private MemoryHistory? _history;

    private SessionData _data
    {
        get;
        set => (field, Author.UserId) = (value, value.UserId);
    } = new(id) { CreatedAt = now, UpdatedAt = now };

    /// <summary>Whose it is.</summary>
    public MemoryAuthor Author { get; } = new();

    /// <summary>Grows from session to session.</summary>
    public long Number { get; } = Interlocked.Increment(ref _last);

    public SessionData Data => _data with { MessageCount = Count, ExpiresAt = ExpiresAt };

    /// <summary>The session this one was created below or forked from, until that is deleted.</summary>
    public MemorySession? Parent { get; private set; }

    /// <summary>The sessions below this one, oldest first.</summary>
    public IEnumerable<MemorySession> Children => _children;

    /// <summary>For a fork the index of the last message taken over.</summary>
    public int? ForkedAt { get; private set; }

    /// <summary>For a fork the state it began with.</summary>
    public ScopedValues? Origin { get; private set; }

    /// <summary>From then on the session is as if deleted; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>The session's own state.</summary>
    public ScopedValues State { get; set; } = ScopedValues.Empty;

    /// <summary>What the session's agents share.</summary>
    public ScopedValues Shared { get; set; } = ScopedValues.Empty;

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
        var fork = new MemorySession(id, at) { ForkedAt = last, State = State, Origin = State, _history = MemoryHistory.First(_history, last + 1) };
        fork._data = fork._data with { Title = title ?? _data.Title, AgentName = _data.AgentName, UserId = _data.UserId, Version = 1 };
        fork._summaries.AddRange(_summaries.Where(fork.Holds));
        fork.TakeOver(this, title is null);
        Adopt(fork);
        return fork;
    }

    /// <summary>Notes where a session of another store was forked.</summary>
    public void KeepForkedAt(int forkedAt) => ForkedAt = forkedAt;

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

    /// <summary>The places of the history, each the same object in every session that shares it.</summary>
    public MemoryHistory[] Places() => MemoryHistory.Places(_history);

    public void Append(IReadOnlyList<SessionMessage> messages, DateTimeOffset at) => Become(MemoryHistory.Append(_history, messages, Author), at);

    public void Clear(DateTimeOffset at)
    {
        _checkpoints.Clear();
        _summaries.Clear();
        (State, Shared) = (ScopedValues.Empty, ScopedValues.Empty);
        if (Origin is not null) Origin = ScopedValues.Empty;
        _takenOver.Clear();
        Become(null, at);
    }

    public void Write(TurnWrite turn, IReadOnlyList<SessionMessage> messages, DateTimeOffset at)
    {
        var cut = turn.KeepMessages < Count;
        if (cut) Mark(null, CheckpointKind.Undo, at);
        if (cut || messages.Count > 0) Become(MemoryHistory.Append(MemoryHistory.First(_history, turn.KeepMessages ?? Count), messages, Author), at);
        if (turn.TurnId is { } id) _turns.Add(id);
        _data = _data with { UserId = _data.UserId ?? turn.UserId, AgentName = turn.AgentName ?? _data.AgentName };
    }

    public void Change(SessionChange change, DateTimeOffset at) => _data = _data with
    {
        Title = Named(change.Title) ?? _data.Title,
        AgentName = change.AgentName ?? _data.AgentName,
        UserId = change.UserId ?? _data.UserId,
        Metadata = change.Metadata is { } added ? new() { Values = _data.Metadata.Values.SetItems(added.Values) } : _data.Metadata,
        CreatedAt = change.CreatedAt is { } created ? MessageText.ToMicroseconds(created) : _data.CreatedAt,
        UpdatedAt = change.UpdatedAt is { } updated ? MessageText.ToMicroseconds(updated) : at,
    };

    private void Adopt(MemorySession child)
    {
        child.Parent = this;
        _children.Add(child);
    }

    private int EndOfGroup(int index) =>
        index < 0 || index == Count - 1 ? index : MessageGroups.EndOfGroup(MemoryHistory.Newest(_history, Count), index);

    private void Become(MemoryHistory? history, DateTimeOffset at) =>
        (_history, _data) = (history, _data with { Version = _data.Version + 1, UpdatedAt = at });
}
