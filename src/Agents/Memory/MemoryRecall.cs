using Bots.Sessions;

namespace Bots.Agents.Memory;

/// <summary>Finds what is worth recalling: by words, by meaning where there are embeddings, both fused by rank; then what matters most anyway.</summary>
internal sealed class MemoryRecall(IMemoryStore store, MemoryEmbeddings embeddings, MemoryOptions options)
{
    // The constant of reciprocal rank fusion, as its authors use it.
    private const int RankOffset = 60;
    private const int Candidates = 50;
    private const int MostOfImportance = 5;
    private const double Important = 0.8;

    public async Task<IReadOnlyList<UserMemory>> FindAsync(string userId, string prompt, CancellationToken cancellationToken)
    {
        if (options.RecallLimit == 0) return [];
        var byWords = await store.SearchMemoriesAsync(userId, prompt, Candidates, cancellationToken);
        var all = await store.ListMemoriesAsync(userId, cancellationToken: cancellationToken);
        var wanted = all.Count > 0 ? await embeddings.OfAsync(prompt, cancellationToken) : default;
        var found = Fused(byWords.Select(static hit => hit.Memory), MemoryEmbeddings.Nearest(all, wanted).Take(Candidates)).Take(options.RecallLimit).ToList();
        var known = found.Select(static memory => memory.Id).ToHashSet(StringComparer.Ordinal);
        var rest = all.Where(memory => memory.Content.Importance >= Important && !known.Contains(memory.Id))
            .OrderByDescending(static memory => memory.Content.Importance).ThenByDescending(static memory => memory.Content.ObservedAt);
        return [.. found, .. rest.Take(Math.Min(MostOfImportance, options.RecallLimit - found.Count))];
    }

    private static IEnumerable<UserMemory> Fused(params IEnumerable<UserMemory>[] rankings) => rankings
        .SelectMany(static ranking => ranking.Select(static (memory, rank) => (Memory: memory, Score: 1.0 / (RankOffset + rank + 1))))
        .GroupBy(static place => place.Memory.Id, StringComparer.Ordinal)
        .OrderByDescending(static places => places.Sum(static place => place.Score))
        .Select(static places => places.First().Memory);
}
