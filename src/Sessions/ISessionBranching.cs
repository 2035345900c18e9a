namespace Bots.Sessions;

/// <summary>A store whose sessions form a tree: new ones below others, forks that share history instead of copying it.</summary>
/// <remarks>Costs the same for a long history as for a short one wherever the store's format allows it. Writing to a fork never shows in
/// its parent, nor the other way round; deleting either leaves the other whole.</remarks>
public interface ISessionBranching
{
    /// <summary>Creates an empty session and returns its id.</summary>
    /// <param name="title">A human title, or null.</param>
    /// <param name="parentId">The session it belongs below, or null for a root. Its history is not taken over.</param>
    /// <param name="sessionId">The id wanted; null for a new random one.</param>
    /// <param name="cancellationToken">Gives up waiting for a turn to write.</param>
    /// <exception cref="InvalidOperationException">The id exists already, or the parent does not.</exception>
    ValueTask<string> CreateSessionAsync(string? title = null, string? parentId = null, string? sessionId = null, CancellationToken cancellationToken = default);

    /// <summary>Creates a session that begins with the parent's history and returns its id.</summary>
    /// <param name="parentId">The session to fork.</param>
    /// <param name="fromMessageIndex">The last message taken over, as an index into the full history (0 is the oldest, inclusive); null for all,
    /// -1 for none. An index within a tool group takes the whole group over.</param>
    /// <param name="title">A human title, or null for the parent's.</param>
    /// <param name="sessionId">The id wanted; null for a new random one.</param>
    /// <param name="cancellationToken">Gives up waiting for a turn to write.</param>
    /// <remarks>The fork takes over agent, user and session state.</remarks>
    /// <exception cref="InvalidOperationException">The id exists already, or the parent does not.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The history has no such message.</exception>
    ValueTask<string> ForkSessionAsync(string parentId, int? fromMessageIndex = null, string? title = null, string? sessionId = null, CancellationToken cancellationToken = default);

    /// <summary>The session's place in its tree; null when it is unknown.</summary>
    ValueTask<SessionFamily?> GetFamilyAsync(string sessionId, CancellationToken cancellationToken = default);
}

/// <summary>A session's place in its tree.</summary>
/// <param name="Id">The session.</param>
/// <param name="ParentId">The session it was created below or forked from, or null; a deleted parent is null.</param>
/// <param name="ForkedAt">For a fork the index of the last message taken over (-1 for none), else null.</param>
/// <param name="Children">Its children, oldest first.</param>
public sealed record SessionFamily(string Id, string? ParentId, int? ForkedAt, IReadOnlyList<string> Children);
