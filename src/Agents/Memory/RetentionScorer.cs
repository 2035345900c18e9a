using Bots.Sessions;

namespace Bots.Agents.Memory;

/// <summary>0.4 relevance + 0.3 recency + 0.3 importance, where recency halves every 30 days.</summary>
public sealed class RetentionScorer : IMemoryScorer
{
    private const double HalfLifeDays = 30;

    /// <inheritdoc/>
    public double Score(UserMemory memory, double relevance, TimeSpan age)
    {
        ArgumentNullException.ThrowIfNull(memory);
        return (0.4 * relevance) + (0.3 * Math.Pow(0.5, Math.Max(0, age.TotalDays) / HalfLifeDays)) + (0.3 * memory.Content.Importance);
    }
}
