namespace Bots.Sessions;

/// <summary>A store that keeps numbered versions of a session (messages and state) and merges two sessions.</summary>
/// <remarks>State is that of <see cref="StateScope.Session"/>; values of <see cref="StateScope.Shared"/> are the present of the session and stay as they are.</remarks>
public interface ISessionVersions
{
    /// <summary>Saves the present messages and state; returns the version's number, 1 for the first. Null for an unknown session.</summary>
    ValueTask<int?> SaveVersionAsync(string sessionId, string description, CancellationToken cancellationToken = default);

    /// <summary>The versions, oldest first, without their content.</summary>
    ValueTask<IReadOnlyList<SessionVersion>> ListVersionsAsync(string sessionId, CancellationToken cancellationToken = default);

    /// <summary>Brings messages and state back to a version; false when it is unknown. An undo checkpoint leads back.</summary>
    ValueTask<bool> RestoreVersionAsync(string sessionId, int number, CancellationToken cancellationToken = default);

    /// <summary>Removes a version; false when it is unknown. The messages only it kept are gone, and its number is never given again.</summary>
    ValueTask<bool> DeleteVersionAsync(string sessionId, int number, CancellationToken cancellationToken = default);

    /// <summary>Makes a new session of two: what they have in common once, then both tails by time, tool groups whole, the same message once.</summary>
    /// <exception cref="InvalidOperationException">One of the two does not exist, or the target does.</exception>
    /// <exception cref="ArgumentException">The left id is so long that <c>{left}_merged</c> would be no session id: give <see cref="MergeOptions.TargetId"/>.</exception>
    ValueTask<MergeResult> MergeAsync(string leftId, string rightId, MergeOptions? options = null, CancellationToken cancellationToken = default);
}

/// <summary>A saved version.</summary>
/// <param name="Number">1, 2, 3 …</param>
/// <param name="Description">What it is.</param>
/// <param name="CreatedAt">When it was saved.</param>
/// <param name="MessageCount">How many messages it covers.</param>
public sealed record SessionVersion(int Number, string Description, DateTimeOffset CreatedAt, int MessageCount);

/// <summary>How to merge.</summary>
public sealed record MergeOptions
{
    /// <summary>The id of the new session; null for <c>{left}_merged</c>.</summary>
    public string? TargetId { get; init; }

    /// <summary>Which side's state wins where both set a key differently. Default: right.</summary>
    public MergePreference State { get; init; } = MergePreference.Right;
}

/// <summary>Which side wins.</summary>
public enum MergePreference
{
    /// <summary>The right session.</summary>
    Right,

    /// <summary>The left session.</summary>
    Left,

    /// <summary>Whichever was set last.</summary>
    Newest,
}

/// <summary>What a merge made.</summary>
/// <param name="SessionId">The new session.</param>
/// <param name="CommonMessages">How many messages both had in common at the beginning.</param>
/// <param name="MessageCount">How many messages the new session has.</param>
/// <param name="Conflicts">State keys that both sides had set differently since, in ordinal order.</param>
public sealed record MergeResult(string SessionId, int CommonMessages, int MessageCount, IReadOnlyList<string> Conflicts);
