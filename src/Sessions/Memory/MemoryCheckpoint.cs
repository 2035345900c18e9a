namespace Bots.Sessions.Memory;

/// <summary>A checkpoint and what it points at.</summary>
internal sealed record MemoryCheckpoint(SessionCheckpoint Shown, MemoryHistory? History, ScopedValues State)
{
    /// <summary>What callers see of it as a saved version; null when it is none.</summary>
    public SessionVersion? Version { get; init; }
}
