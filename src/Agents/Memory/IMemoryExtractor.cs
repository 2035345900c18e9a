namespace Bots.Agents.Memory;

/// <summary>Finds what is worth remembering in what a user said. Only adds: what is a duplicate or supersedes something is decided elsewhere.</summary>
/// <remarks>When it throws, nothing of the turn is learned from it; a statement that cannot be a memory is left out alone.</remarks>
public interface IMemoryExtractor
{
    /// <summary>The statements found, in the order in which they were said; empty when there is nothing.</summary>
    ValueTask<IReadOnlyList<MemoryCandidate>> ExtractAsync(MemoryTurn turn, CancellationToken cancellationToken = default);
}
