using System.Collections.Immutable;
using Bots.Sessions.Search;

namespace Bots.Sessions.Memories;

/// <summary>What is known about one user, for stores that hold it all at once. Immutable; in the order in which it was kept.</summary>
internal sealed record MemoryBook(ImmutableList<UserMemory> Memories)
{
    public static MemoryBook Empty { get; } = new([]);

    /// <summary>The book with a checked memory in it, and the memory as it is kept now.</summary>
    public (MemoryBook Book, UserMemory Kept) Save(NewMemory memory, DateTimeOffset now)
    {
        var same = MemoryRules.SameAs(memory.Text);
        var known = Memories.Find(one => MemoryRules.At(one, now).InvalidAt is null && MemoryRules.SameAs(one.Content.Text) == same);
        var target = memory.Supersedes is { } id ? Memories.Find(one => one.Id == id) : null;
        var kept = known is null
            ? new UserMemory(MemoryRules.NewId(), memory with { Supersedes = target?.Id })
            : known with { Content = MemoryRules.Raised(known.Content, memory) };
        var book = known is null ? Memories.Add(kept) : Memories.Replace(known, kept);
        if (target is { SupersededBy: null, InvalidAt: null } && target.Id != kept.Id)
            book = book.Replace(target, target with { SupersededBy = kept.Id, InvalidAt = now });
        return (new(book), kept);
    }

    /// <summary>The book without this memory; null when it is not in it.</summary>
    public MemoryBook? Without(string memoryId)
    {
        if (Memories.Find(one => one.Id == memoryId) is not { } gone) return null;
        return new([.. Memories.Remove(gone).Select(one => Unlinked(one, memoryId))]);
    }

    /// <summary>The book in which nothing comes from this session any more; the same when nothing did.</summary>
    public MemoryBook WithoutSource(string sessionId) =>
        Memories.Exists(one => one.Content.Source?.SessionId == sessionId)
            ? new([.. Memories.Select(one => one.Content.Source?.SessionId == sessionId ? one with { Content = one.Content with { Source = null } } : one)])
            : this;

    /// <summary>The memories, oldest first.</summary>
    public IReadOnlyList<UserMemory> List(bool all, DateTimeOffset now) =>
        [.. Memories.Select(one => MemoryRules.At(one, now)).Where(one => all || one.InvalidAt is null).OrderBy(static one => one.Content.ObservedAt)];

    /// <summary>The memories that match, best first; of equals the newer.</summary>
    public static IReadOnlyList<MemoryHit> Search(IReadOnlyList<UserMemory> memories, string text, int limit)
    {
        var ranking = new TextRanking(MessageText.WellFormed(text));
        if (ranking.IsEmpty) return [];
        foreach (var memory in memories) ranking.Add(SearchedText.Of(memory.Content.Text));
        return
        [
            .. memories.Zip(ranking.Scores(), static (memory, score) => new MemoryHit(memory, score)).Reverse().Where(static hit => hit.Score > 0)
                .OrderByDescending(static hit => hit.Score).Take(Math.Max(0, limit)),
        ];
    }

    private static UserMemory Unlinked(UserMemory memory, string gone) => memory with
    {
        SupersededBy = memory.SupersededBy == gone ? null : memory.SupersededBy,
        Content = memory.Content.Supersedes == gone ? memory.Content with { Supersedes = null } : memory.Content,
    };
}
