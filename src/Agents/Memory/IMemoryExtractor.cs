namespace Bots.Agents.Memory;

/// <summary>Finds what is worth remembering in what a user said. Only adds: what is a duplicate or supersedes something is decided elsewhere.</summary>
public interface IMemoryExtractor
{
    /// <summary>The statements found, in the order in which they were said; empty when there is nothing.</summary>
    ValueTask<IReadOnlyList<MemoryCandidate>> ExtractAsync(MemoryTurn turn, CancellationToken cancellationToken = default);
}
