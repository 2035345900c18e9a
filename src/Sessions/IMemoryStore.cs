namespace Bots.Sessions;

/// <summary>A store of long-term memories: what is known about a user, shared by that user's sessions and never seen by anybody else.</summary>
/// <remarks>Memories are added, never rewritten: a correction supersedes what it corrects. Every method takes the user and touches no one
/// else's memories, whatever ids it is given.</remarks>
public interface IMemoryStore
{
    /// <summary>Keeps a memory. The same text again (case, white space and punctuation at its end aside) keeps the one there is while it holds,
    /// raising its importance and quality where the new ones are higher, and taking an embedding where it had none.</summary>
    /// <returns>The memory as it is kept now.</returns>
    /// <exception cref="ArgumentException">The user id or the text is empty, the text is too long, or a number is not within 0 to 1.</exception>
    ValueTask<UserMemory> SaveMemoryAsync(string userId, NewMemory memory, CancellationToken cancellationToken = default);

    /// <summary>The user's memories, oldest first; only those that still hold unless all are asked for.</summary>
    ValueTask<IReadOnlyList<UserMemory>> ListMemoriesAsync(string userId, bool all = false, CancellationToken cancellationToken = default);

    /// <summary>The memories that match the words best and still hold, best first; empty when no word carries meaning. The words are read as in
    /// <see cref="ISessionSearch"/>.</summary>
    ValueTask<IReadOnlyList<MemoryHit>> SearchMemoriesAsync(string userId, string text, int limit = 10, CancellationToken cancellationToken = default);

    /// <summary>Erases a memory for good, and what it superseded does not come back; false when the user has none with this id.</summary>
    ValueTask<bool> DeleteMemoryAsync(string userId, string memoryId, CancellationToken cancellationToken = default);
}

/// <summary>A memory to keep.</summary>
/// <param name="Text">One statement in one sentence, at most 8,000 characters.</param>
public sealed record NewMemory(string Text)
{
    /// <summary>How much it matters, 0 to 1. Default: 0.5.</summary>
    public double Importance { get; init; } = 0.5;

    /// <summary>How sure it is, 0 to 1. Default: 1.</summary>
    public double Quality { get; init; } = 1;

    /// <summary>When the user said it; null for now.</summary>
    public DateTimeOffset? ObservedAt { get; init; }

    /// <summary>From then on it no longer holds; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The id of the user's memory that no longer holds because of this one, or null. An id that is none of the user's changes nothing.</summary>
    public string? Supersedes { get; init; }

    /// <summary>The messages it was taken from, or null.</summary>
    public MemorySource? Source { get; init; }

    /// <summary>Free values, kept as they are.</summary>
    public MessageMetadata Metadata { get; init; } = MessageMetadata.Empty;

    /// <summary>Its embedding, for a search by meaning; empty for none.</summary>
    public ReadOnlyMemory<float> Embedding { get; init; }
}

/// <summary>A kept memory.</summary>
/// <param name="Id">Unique within the store.</param>
/// <param name="Content">What is kept; its <see cref="NewMemory.ObservedAt"/> is never null.</param>
public sealed record UserMemory(string Id, NewMemory Content)
{
    /// <summary>When it stopped to hold: superseded or expired; null while it holds.</summary>
    public DateTimeOffset? InvalidAt { get; init; }

    /// <summary>The memory that took its place, or null: also once that one is deleted.</summary>
    public string? SupersededBy { get; init; }
}

/// <summary>Where a memory comes from. Erasing the session keeps the memory and drops its source.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="FromIndex">The first message, an index into the full history at that time.</param>
/// <param name="ToIndex">The last one, inclusive.</param>
public sealed record MemorySource(string SessionId, int FromIndex, int ToIndex);

/// <summary>A found memory.</summary>
/// <param name="Memory">The memory.</param>
/// <param name="Score">Higher is better; comparable within one answer only.</param>
public sealed record MemoryHit(UserMemory Memory, double Score);
