namespace Bots.Sessions.Memory;

/// <summary>A checkpoint and what it points at.</summary>
internal sealed record MemoryCheckpoint(SessionCheckpoint Shown, MemoryHistory? History, ScopedValues State);
