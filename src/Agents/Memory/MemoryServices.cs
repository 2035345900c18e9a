using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bots.Agents.Memory;

/// <summary>What a <see cref="LongTermMemory"/> works with; everything may be left out.</summary>
public sealed record MemoryServices
{
    /// <summary>Reads turns for facts besides the rules, after the turn and beside it; null for rules alone.</summary>
    public IMemoryExtractor? Model { get; init; }

    /// <summary>How long a <see cref="Session"/> that is disposed waits for <see cref="Model"/> to read the turns it still has; then it is stopped, and left behind where it
    /// does not stop within a second. What was not read is not learned, and <see cref="Logger"/> is told. Default: 5 seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, or longer than a day.</exception>
    public TimeSpan EndTimeout
    {
        get;
        init => field = value >= TimeSpan.Zero && value <= TimeSpan.FromDays(1) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "MemoryServices.EndTimeout is nothing to a day.");
    } = TimeSpan.FromSeconds(5);

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
