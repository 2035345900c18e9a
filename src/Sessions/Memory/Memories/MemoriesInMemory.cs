using Bots.Sessions.Memories;

namespace Bots.Sessions.Memory.Memories;

/// <summary>Memories in memory, under the lock of the store they belong to.</summary>
internal sealed class MemoriesInMemory(Lock storeLock, TimeProvider time) : IMemoryStore
{
    private readonly Dictionary<string, MemoryBook> _books = new(StringComparer.Ordinal);

    public ValueTask<UserMemory> SaveMemoryAsync(string userId, NewMemory memory, CancellationToken cancellationToken = default)
    {
        MemoryRules.CheckUser(userId);
        var asked = MemoryRules.Check(memory, time.GetUtcNow());
        cancellationToken.ThrowIfCancellationRequested();
        lock (storeLock)
        {
            (_books[userId], var kept) = BookOf(userId).Save(asked, Now());
            return new(kept);
        }
    }

    public ValueTask<IReadOnlyList<UserMemory>> ListMemoriesAsync(string userId, bool all = false, CancellationToken cancellationToken = default)
    {
        MemoryRules.CheckUser(userId);
        cancellationToken.ThrowIfCancellationRequested();
        lock (storeLock) return new(BookOf(userId).List(all, Now()));
    }

    public async ValueTask<IReadOnlyList<MemoryHit>> SearchMemoriesAsync(string userId, string text, int limit = 10, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return MemoryBook.Search(await ListMemoriesAsync(userId, cancellationToken: cancellationToken), text, limit);
    }

    public ValueTask<bool> DeleteMemoryAsync(string userId, string memoryId, CancellationToken cancellationToken = default)
    {
        MemoryRules.CheckUser(userId);
        ArgumentNullException.ThrowIfNull(memoryId);
        cancellationToken.ThrowIfCancellationRequested();
        lock (storeLock)
        {
            if (BookOf(userId).Without(memoryId) is not { } rest) return new(false);
            _books[userId] = rest;
            return new(true);
        }
    }

    /// <summary>The users of whom something is remembered. Under the store's lock.</summary>
    public IEnumerable<string> Users() => _books.Keys;

    /// <summary>Erases everything of a user; returns how many memories that were. Under the store's lock.</summary>
    public int Erase(string userId) => _books.Remove(userId, out var book) ? book.Memories.Count : 0;

    /// <summary>Notes that a session was erased: its messages are no source any more. Under the store's lock.</summary>
    public void DropSource(string sessionId)
    {
        foreach (var (user, book) in _books.ToList()) _books[user] = book.WithoutSource(sessionId);
    }

    private MemoryBook BookOf(string userId) => _books.GetValueOrDefault(userId, MemoryBook.Empty);

    private DateTimeOffset Now() => MessageText.ToMicroseconds(time.GetUtcNow());
}
