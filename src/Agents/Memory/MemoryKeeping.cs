using Bots.Sessions;
using Microsoft.Extensions.Logging;

namespace Bots.Agents.Memory;

/// <summary>Keeps what was found: sure enough, once, in place of what it supersedes, and not too much of it.</summary>
/// <remarks>What is known of a user is changed by one at a time in this process. What processes that do not know of each other leave side by side is put in order
/// by the next one that keeps something.</remarks>
internal sealed partial class MemoryKeeping(IMemoryStore store, MemoryEmbeddings embeddings, MemoryOptions options, MemoryServices services)
{
    public const string TopicMark = "topic";
    public const string TurnMark = "turn";
    public const string ByMark = "by";

    private readonly ILogger _logger = services.Logger;
    private readonly UserTurns _turns = UserTurns.Of(store);

    /// <summary>Keeps the candidates that are sure enough and hold no secret; returns how many were kept that were not known before.</summary>
    public async Task<int> KeepAsync(MemoryTurn turn, IReadOnlyList<MemoryCandidate> candidates, string by, CancellationToken cancellationToken)
    {
        var worth = candidates.Where(candidate => candidate.Quality >= options.QualityThreshold && !Secrets.AreIn(candidate.Text)).ToList();
        if (worth.Count == 0) return 0;
        var vectors = await VectorsAsync(turn, worth, cancellationToken);
        var added = 0;
        using var place = await _turns.EnterAsync(turn.UserId, cancellationToken);
        foreach (var candidate in worth)
        {
            var all = await store.ListMemoriesAsync(turn.UserId, all: true, cancellationToken);
            if (WasRead(turn, candidate, all)) continue;
            var older = OlderThan(turn, candidate, all);
            if (candidate.Ends && older is null) continue;
            if (await TrySaveAsync(turn, MemoryOf(turn, candidate, older, by, vectors.GetValueOrDefault(candidate.Text)), cancellationToken) is not { } kept) continue;
            if (all.All(memory => memory.Id != kept.Id)) added++;
            if (candidate.Topic is { } topic) await SettleAsync(turn.UserId, topic, kept, turn.At, cancellationToken);
        }

        await SettleAsync(turn.UserId, cancellationToken);
        if (added > 0) await PruneAsync(turn, cancellationToken);
        return added;
    }

    /// <summary>Puts what the user says in the place of what was known.</summary>
    public async Task<UserMemory> CorrectAsync(string userId, UserMemory wrong, MemoryCandidate right, CancellationToken cancellationToken)
    {
        var turn = new MemoryTurn(userId, "", $"correction of {wrong.Id}", [right.Text]) { At = services.Time.GetUtcNow() };
        var vector = await embeddings.OfAsync(right.Text, cancellationToken);
        using var place = await _turns.EnterAsync(userId, cancellationToken);
        var kept = await store.SaveMemoryAsync(userId, MemoryOf(turn, right, wrong, "user", vector), cancellationToken);
        if (right.Topic is { } topic) await SettleAsync(userId, topic, kept, turn.At, cancellationToken);
        return kept;
    }

    // An extractor of one's own may find what cannot be a memory: the others are kept all the same.
    private async Task<UserMemory?> TrySaveAsync(MemoryTurn turn, NewMemory memory, CancellationToken cancellationToken)
    {
        try
        {
            return await store.SaveMemoryAsync(turn.UserId, memory, cancellationToken);
        }
        catch (ArgumentException impossible)
        {
            LogImpossible(impossible, turn.SessionId);
            return null;
        }
    }

    // A generator may be slow: nobody waits in line for it.
    private async Task<Dictionary<string, ReadOnlyMemory<float>>> VectorsAsync(MemoryTurn turn, List<MemoryCandidate> candidates, CancellationToken cancellationToken)
    {
        var vectors = new Dictionary<string, ReadOnlyMemory<float>>(StringComparer.Ordinal);
        if (!embeddings.AreOn) return vectors;
        var all = await store.ListMemoriesAsync(turn.UserId, all: true, cancellationToken);
        foreach (var candidate in candidates.Where(candidate => !WasRead(turn, candidate, all)))
            vectors[candidate.Text] = await embeddings.OfAsync(candidate.Text, cancellationToken);
        return vectors;
    }

    // A turn that is repeated must not bring back what was superseded or corrected since.
    private static bool WasRead(MemoryTurn turn, MemoryCandidate candidate, IReadOnlyList<UserMemory> all) =>
        all.Any(memory => memory.Content.Metadata.GetString(TurnMark) == turn.TurnId && Same(memory.Content.Text, candidate.Text));

    // Turns are not always read in the order in which they were said: what was said later is not superseded.
    private UserMemory? OlderThan(MemoryTurn turn, MemoryCandidate candidate, IReadOnlyList<UserMemory> all) =>
        candidate.Topic is not { } topic ? null : Holding(all, topic).LastOrDefault(memory => memory.Content.ObservedAt <= (turn.At ?? services.Time.GetUtcNow()));

    /// <summary>Where several memories about the same hold, the newest supersedes all others.</summary>
    private async Task SettleAsync(string userId, CancellationToken cancellationToken)
    {
        var all = await store.ListMemoriesAsync(userId, cancellationToken: cancellationToken);
        foreach (var topic in all.GroupBy(TopicOf, StringComparer.Ordinal).Where(static same => same.Key is not null && same.Count() > 1))
            await SupersedeAsync(userId, topic.MaxBy(static memory => memory.Content.ObservedAt)!, topic, cancellationToken);
    }

    /// <summary>The same for one topic. What was just said may be a memory from before: it is as new as that it was said again.</summary>
    private async Task SettleAsync(string userId, string topic, UserMemory kept, DateTimeOffset? said, CancellationToken cancellationToken)
    {
        var holding = Holding(await store.ListMemoriesAsync(userId, cancellationToken: cancellationToken), topic).ToList();
        if (holding.Count < 2) return;
        await SupersedeAsync(userId, holding.MaxBy(memory => (memory.Id == kept.Id ? said ?? services.Time.GetUtcNow() : memory.Content.ObservedAt, memory.Id == kept.Id))!, holding, cancellationToken);
    }

    // Memories are never rewritten: the same text once more keeps the one there, and names what it supersedes.
    private async Task SupersedeAsync(string userId, UserMemory newest, IEnumerable<UserMemory> all, CancellationToken cancellationToken)
    {
        foreach (var older in all.Where(memory => memory.Id != newest.Id))
            await store.SaveMemoryAsync(userId, newest.Content with { Supersedes = older.Id }, cancellationToken);
    }

    private NewMemory MemoryOf(MemoryTurn turn, MemoryCandidate candidate, UserMemory? older, string by, ReadOnlyMemory<float> vector)
    {
        var metadata = MessageMetadata.Empty.With(ByMark, by).With(TurnMark, turn.TurnId);
        return new(candidate.Text)
        {
            Importance = candidate.Importance,
            Quality = candidate.Quality,
            ObservedAt = turn.At ?? services.Time.GetUtcNow(),
            Supersedes = older is null || Same(older.Content.Text, candidate.Text) ? null : older.Id,
            Source = turn.FromIndex is { } from ? new(turn.SessionId, from, from + Math.Max(0, turn.Said.Count - 1)) : null,
            Metadata = candidate.Topic is { } topic ? metadata.With(TopicMark, topic) : metadata,
            Embedding = vector,
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
        foreach (var memory in LeastFirst(holding, relevance).Take(holding.Count - options.MaxMemories)) await store.DeleteMemoryAsync(turn.UserId, memory.Id, cancellationToken);
    }

    // There must not be too many, whatever a scorer of one's own does.
    private IEnumerable<UserMemory> LeastFirst(List<UserMemory> holding, Dictionary<string, double> relevance)
    {
        try
        {
            return [.. By(services.Scorer)];
        }
        catch (Exception failure)
        {
            LogNotScored(failure);
            return By(new RetentionScorer());
        }

        IEnumerable<UserMemory> By(IMemoryScorer scorer) =>
            holding.OrderBy(memory => scorer.Score(memory, relevance.GetValueOrDefault(memory.Id), services.Time.GetUtcNow() - memory.Content.ObservedAt!.Value));
    }

    private static IEnumerable<UserMemory> Holding(IEnumerable<UserMemory> all, string topic) => all.Where(memory => memory.InvalidAt is null && TopicOf(memory) == topic);

    private static string? TopicOf(UserMemory memory) => memory.Content.Metadata.GetString(TopicMark);

    private static bool Same(string a, string b) => string.Equals(a.Trim().TrimEnd('.', '!'), b.Trim().TrimEnd('.', '!'), StringComparison.OrdinalIgnoreCase);

    [LoggerMessage(LogLevel.Warning, "The scorer of memories failed; the usual one said which go")]
    private partial void LogNotScored(Exception failure);

    [LoggerMessage(LogLevel.Warning, "One thing found in a turn of {Session} cannot be a memory and was left out")]
    private partial void LogImpossible(Exception failure, string session);
}
