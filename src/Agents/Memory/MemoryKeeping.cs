using Bots.Sessions;

namespace Bots.Agents.Memory;

/// <summary>Keeps what was found: sure enough, once, in place of what it supersedes, and not too much of it.</summary>
internal sealed class MemoryKeeping(IMemoryStore store, MemoryEmbeddings embeddings, MemoryOptions options, IMemoryScorer scorer, TimeProvider time)
{
    public const string TopicMark = "topic";
    public const string TurnMark = "turn";
    public const string ByMark = "by";

    /// <summary>Keeps the candidates that are sure enough; returns how many were kept that were not known before.</summary>
    public async Task<int> KeepAsync(MemoryTurn turn, IReadOnlyList<MemoryCandidate> candidates, string by, CancellationToken cancellationToken)
    {
        var added = 0;
        foreach (var candidate in candidates.Where(candidate => candidate.Quality >= options.QualityThreshold))
        {
            var all = await store.ListMemoriesAsync(turn.UserId, all: true, cancellationToken);
            // A turn that is repeated must not bring back what was superseded or corrected since.
            if (all.Any(memory => memory.Content.Metadata.GetString(TurnMark) == turn.TurnId && Same(memory.Content.Text, candidate.Text))) continue;
            var older = candidate.Topic is null ? null : all.LastOrDefault(memory => memory.InvalidAt is null && memory.Content.Metadata.GetString(TopicMark) == candidate.Topic);
            if (candidate.Ends && older is null) continue;
            var kept = await store.SaveMemoryAsync(turn.UserId, await MemoryOfAsync(turn, candidate, older, by, cancellationToken), cancellationToken);
            if (all.All(memory => memory.Id != kept.Id)) added++;
        }

        if (added > 0) await PruneAsync(turn, cancellationToken);
        return added;
    }

    /// <summary>Puts what the user says in the place of what was known.</summary>
    public async Task<UserMemory> CorrectAsync(string userId, UserMemory wrong, MemoryCandidate right, CancellationToken cancellationToken)
    {
        var turn = new MemoryTurn(userId, "", $"correction of {wrong.Id}", [right.Text]);
        return await store.SaveMemoryAsync(userId, await MemoryOfAsync(turn, right, wrong, "user", cancellationToken), cancellationToken);
    }

    private async Task<NewMemory> MemoryOfAsync(MemoryTurn turn, MemoryCandidate candidate, UserMemory? older, string by, CancellationToken cancellationToken)
    {
        var metadata = MessageMetadata.Empty.With(ByMark, by).With(TurnMark, turn.TurnId);
        return new(candidate.Text)
        {
            Importance = candidate.Importance,
            Quality = candidate.Quality,
            ObservedAt = turn.At ?? time.GetUtcNow(),
            Supersedes = older is null || Same(older.Content.Text, candidate.Text) ? null : older.Id,
            Source = turn.FromIndex is { } from ? new(turn.SessionId, from, from + Math.Max(0, turn.Said.Count - 1)) : null,
            Metadata = candidate.Topic is { } topic ? metadata.With(TopicMark, topic) : metadata,
            Embedding = await embeddings.OfAsync(candidate.Text, cancellationToken),
        };
    }

    private async Task PruneAsync(MemoryTurn turn, CancellationToken cancellationToken)
    {
        var all = await store.ListMemoriesAsync(turn.UserId, all: true, cancellationToken);
        var past = all.Where(static memory => memory.InvalidAt is not null).ToList();
        var holding = all.Where(static memory => memory.InvalidAt is null).ToList();
        foreach (var memory in past.Take(past.Count - options.MaxMemories)) await store.DeleteMemoryAsync(turn.UserId, memory.Id, cancellationToken);
        if (holding.Count <= options.MaxMemories) return;

        var hits = await store.SearchMemoriesAsync(turn.UserId, string.Join('\n', turn.Said), holding.Count, cancellationToken);
        var best = hits.Count > 0 ? hits[0].Score : 1;
        var relevance = hits.ToDictionary(static hit => hit.Memory.Id, hit => hit.Score / best, StringComparer.Ordinal);
        var least = holding.OrderBy(memory => scorer.Score(memory, relevance.GetValueOrDefault(memory.Id), time.GetUtcNow() - memory.Content.ObservedAt!.Value));
        foreach (var memory in least.Take(holding.Count - options.MaxMemories)) await store.DeleteMemoryAsync(turn.UserId, memory.Id, cancellationToken);
    }

    private static bool Same(string a, string b) => string.Equals(a.Trim().TrimEnd('.', '!'), b.Trim().TrimEnd('.', '!'), StringComparison.OrdinalIgnoreCase);
}
