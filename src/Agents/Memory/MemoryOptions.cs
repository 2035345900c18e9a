namespace Bots.Agents.Memory;

/// <summary>How agents remember users beyond a session; configuration section <c>Memory</c>.</summary>
public sealed class MemoryOptions
{
    /// <summary>Remember at all, where the store keeps memories. Default: true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The configured agent that also reads each turn for facts, besides the rules; empty for rules alone. Default: empty.</summary>
    public string ExtractionAgent { get; set; } = "";

    /// <summary>What is less sure than this is not kept, 0 to 1. Default: 0.7.</summary>
    public double QualityThreshold { get; set; } = 0.7;

    /// <summary>The most memories kept of a user; beyond it the least worth keeping go. Default: 1,000.</summary>
    public int MaxMemories { get; set; } = 1_000;

    /// <summary>The most memories recalled for a turn. Default: 10.</summary>
    public int RecallLimit { get; set; } = 10;

    /// <summary>The most characters of memories recalled for a turn. Default: 2,000.</summary>
    public int RecallLength { get; set; } = 2_000;

    /// <summary>Everything that is wrong with the values, each named by its key.</summary>
    public IEnumerable<string> Problems()
    {
        if (QualityThreshold is not (>= 0 and <= 1)) yield return $"Memory:QualityThreshold is {QualityThreshold}; use a number from 0 to 1.";
        if (MaxMemories < 1) yield return $"Memory:MaxMemories is {MaxMemories}; use 1 or more.";
        if (RecallLimit < 0) yield return $"Memory:RecallLimit is {RecallLimit}; use 0 or more.";
        if (RecallLength < 0) yield return $"Memory:RecallLength is {RecallLength}; use 0 or more.";
    }

    /// <summary>For options that a program sets in code; those of the configuration are checked at start.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number cannot be; the message names it.</exception>
    internal void Check()
    {
        if (Problems().FirstOrDefault() is { } problem) throw new ArgumentOutOfRangeException(problem[..problem.IndexOf(' ')], problem);
    }
}
