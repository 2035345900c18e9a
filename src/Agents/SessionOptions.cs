using System.Collections.Frozen;
using Bots.Agents.Memory;

namespace Bots.Agents;

/// <summary>How a <see cref="Session"/> works.</summary>
public sealed record SessionOptions
{
    /// <summary>The owner noted on the session (for example <c>telegram_12345</c>), whose profile and preferences are told to the agent; null for none.</summary>
    public string? UserId { get; init; }

    /// <summary>What the program knows about the user, by name; told to the agent. A null value is not known.</summary>
    public IReadOnlyDictionary<string, string> Profile { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>What is remembered of <see cref="UserId"/> for the user's other sessions, where the store keeps memories; null for nothing. Default: what
    /// the rules find.</summary>
    public MemoryOptions? Memory { get; init; } = new();

    /// <summary>Models and scorers that <see cref="Memory"/> works with; none by default.</summary>
    public MemoryServices MemoryServices { get; init; } = new();

    /// <summary>A memory that a program keeps for many sessions, in place of <see cref="Memory"/> and <see cref="MemoryServices"/>; stays the caller's, and what
    /// its models still read is not waited for. Null for a memory of the session's own.</summary>
    public LongTermMemory? SharedMemory { get; init; }

    /// <summary>How much of the session the agent is shown; null for what the agent asks for, else the last 10 interactions.</summary>
    public ContextOptions? Context { get; init; }

    /// <summary>Show the agent exactly so many of the newest messages; null for what <see cref="Context"/> says.</summary>
    public int? HistoryMessages { get; init; }

    /// <summary>After how many interactions a checkpoint is made by itself, where the store keeps checkpoints; 0 for never. Default: 5.</summary>
    public int CheckpointEvery { get; init; } = 5;

    /// <summary>A file that a session which its store does not know is loaded from before its first use, when the file exists, and that every session is saved to when it is disposed; null for
    /// none.</summary>
    /// <remarks>A store that outlives the program (an id without a store, or with a database) knows better than the file: what was said and stored before a crash is never replaced by an older file.
    /// To take over a file all the same, use <see cref="Session.LoadAsync"/>. <see cref="Session.ClearAsync"/> and <see cref="Session.DeleteAsync"/> erase the file's text at once, its
    /// <c>.bak</c> included; whoever deletes the session past them, in the store alone, deletes the file too, or the session begins from it again.</remarks>
    public string? File { get; init; }

    /// <summary>The clock; the system's by default.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
