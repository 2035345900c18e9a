using Bots.Sessions;

namespace Bots.Agents.Memory;

/// <summary>Says how much a memory is worth keeping when there are too many. Never used to rank what is recalled.</summary>
/// <remarks>When it throws, <see cref="RetentionScorer"/> decides in its place.</remarks>
public interface IMemoryScorer
{
    /// <summary>The worth of a memory; the lowest go first.</summary>
    /// <param name="memory">The memory.</param>
    /// <param name="relevance">How well it matches what the user talks about now, 0 to 1.</param>
    /// <param name="age">The time since it was said.</param>
    double Score(UserMemory memory, double relevance, TimeSpan age);
}
