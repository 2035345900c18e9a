namespace Bots.Sessions;

/// <summary>A store that can list its sessions and keeps data about each.</summary>
public interface ISessionCatalog
{
    /// <summary>The session's data, or null when it is unknown.</summary>
    ValueTask<SessionData?> GetSessionAsync(string sessionId, CancellationToken cancellationToken = default);

    /// <summary>The sessions that match, last updated first. One unreadable session never breaks the listing: it is logged and left out.</summary>
    IAsyncEnumerable<SessionData> ListSessionsAsync(SessionQuery? query = null, CancellationToken cancellationToken = default);

    /// <summary>Applies the change to an existing session; false when it is unknown. Does not count as a message: the version stays.</summary>
    ValueTask<bool> UpdateSessionAsync(string sessionId, SessionChange change, CancellationToken cancellationToken = default);
}

/// <summary>What a store knows about one session.</summary>
/// <param name="Id">The session id.</param>
public sealed record SessionData(string Id)
{
    /// <summary>A human title, or null.</summary>
    public string? Title { get; init; }

    /// <summary>The agent the session talks to, or null.</summary>
    public string? AgentName { get; init; }

    /// <summary>The user who owns the session (for example <c>telegram_12345</c>), or null.</summary>
    public string? UserId { get; init; }

    /// <summary>Free values, kept as they are.</summary>
    public MessageMetadata Metadata { get; init; } = MessageMetadata.Empty;

    /// <summary>When the session was first written.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the session last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When the session ends, see <see cref="ISessionRetention.SetExpiryAsync"/>; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>How many messages the history holds now.</summary>
    public int MessageCount { get; init; }

    /// <summary>Grows with every change of the messages; see <see cref="TurnWrite.ExpectedVersion"/>.</summary>
    public long Version { get; init; }
}

/// <summary>Which sessions to list.</summary>
public sealed record SessionQuery
{
    /// <summary>Only this user's sessions; null for everyone's.</summary>
    public string? UserId { get; init; }

    /// <summary>Only sessions whose id begins so (ordinal); null for any. What it costs does not grow with the other sessions, where the store has an index.</summary>
    public string? IdPrefix { get; init; }

    /// <summary>At most this many; null for all.</summary>
    public int? Limit { get; init; }
}

/// <summary>A change to a session's data; what is null stays as it is.</summary>
public sealed record SessionChange
{
    /// <summary>The new title.</summary>
    public string? Title { get; init; }

    /// <summary>The new agent.</summary>
    public string? AgentName { get; init; }

    /// <summary>The new owner.</summary>
    public string? UserId { get; init; }

    /// <summary>Values to add or replace by name.</summary>
    public MessageMetadata? Metadata { get; init; }

    /// <summary>When the session was first written, for sessions that come from another store.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it last changed, for sessions that come from another store; null for now.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }
}
