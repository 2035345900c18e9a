using Bots.Sessions;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Bots.Agents.Memory;

/// <summary>Vectors of memories and of what is looked for. A generator that fails, or takes longer than five seconds, only costs the search by meaning.</summary>
internal sealed partial class MemoryEmbeddings(IEmbeddingGenerator<string, Embedding<float>>? generator, TimeProvider time, ILogger logger)
{
    private const double LeastSimilarity = 0.25;

    // Nobody waits longer for an answer because of what may be found by meaning.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>True when there is a generator at all.</summary>
    public bool AreOn => generator is not null;

    /// <summary>The text's vector; empty without a generator, and when it fails.</summary>
    public async Task<ReadOnlyMemory<float>> OfAsync(string text, CancellationToken cancellationToken)
    {
        if (generator is null || string.IsNullOrWhiteSpace(text)) return default;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            // One that ignores its cancellation, or blocks, is left behind.
            var made = await Task.Run(() => generator.GenerateAsync([text], null, over.Token), over.Token).WaitAsync(Patience, time, cancellationToken);
            return made.Count > 0 ? made[0].Vector : default;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            await over.CancelAsync();
            LogFailed(failure);
            return default;
        }
    }

    /// <summary>The memories that mean something like it, best first. Vectors of another model have another length, and are passed over.</summary>
    public static IEnumerable<UserMemory> Nearest(IEnumerable<UserMemory> memories, ReadOnlyMemory<float> wanted) =>
        memories.Where(memory => !wanted.IsEmpty && memory.Content.Embedding.Length == wanted.Length)
            .Select(memory => (memory, Similarity: Cosine(memory.Content.Embedding.Span, wanted.Span)))
            .Where(static near => near.Similarity >= LeastSimilarity)
            .OrderByDescending(static near => near.Similarity)
            .Select(static near => near.memory);

    private static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var (dot, lengthA, lengthB) = (0.0, 0.0, 0.0);
        for (var at = 0; at < a.Length; at++)
        {
            dot += a[at] * b[at];
            lengthA += a[at] * a[at];
            lengthB += b[at] * b[at];
        }

        return lengthA > 0 && lengthB > 0 ? dot / Math.Sqrt(lengthA * lengthB) : 0;
    }

    [LoggerMessage(LogLevel.Warning, "No embedding could be made; memories are found by their words alone")]
    private partial void LogFailed(Exception failure);
}
