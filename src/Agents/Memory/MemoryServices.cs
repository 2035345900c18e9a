using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bots.Agents.Memory;

/// <summary>What a <see cref="LongTermMemory"/> works with; everything may be left out.</summary>
public sealed record MemoryServices
{
    /// <summary>Reads turns for facts besides the rules, after the turn and beside it; null for rules alone.</summary>
    public IMemoryExtractor? Model { get; init; }

    /// <summary>Says which memories go when there are too many. Default: <see cref="RetentionScorer"/>.</summary>
    public IMemoryScorer Scorer { get; init; } = new RetentionScorer();

    /// <summary>Adds a search by meaning to the search by words; null for words alone.</summary>
    public IEmbeddingGenerator<string, Embedding<float>>? Embeddings { get; init; }

    /// <summary>Told what <see cref="Model"/> used to read a turn, after it was read, found wanting or not; null when nobody counts. A
    /// <see cref="Session"/> counts it for <see cref="Analytics.SessionAnalytics"/>.</summary>
    public Func<MemoryTurn, IReadOnlyList<AgentUpdate.Usage>, Task>? Spent { get; init; }

    /// <summary>The clock; the system's by default.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Told of models that fail.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}
