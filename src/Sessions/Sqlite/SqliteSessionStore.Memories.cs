using Bots.Sessions.Memories;
using Bots.Sessions.Sqlite.Memories;

namespace Bots.Sessions.Sqlite;

public sealed partial class SqliteSessionStore : IMemoryStore
{
    /// <inheritdoc/>
    public ValueTask<UserMemory> SaveMemoryAsync(string userId, NewMemory memory, CancellationToken cancellationToken = default) =>
        _writer.WriteAsync(
            (user: MemoryRules.CheckUser(userId), memory: MemoryRules.Check(memory, _time.GetUtcNow())),
            static (transaction, asked) => MemoryTable.Save(transaction, asked.user, asked.memory),
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<UserMemory>> ListMemoriesAsync(string userId, bool all = false, CancellationToken cancellationToken = default) =>
        ReadAsync(
            (user: MemoryRules.CheckUser(userId), all), static (connection, asked) => MemoryTable.List(connection, asked.user, asked.all), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<MemoryHit>> SearchMemoriesAsync(string userId, string text, int limit = 10, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return MemoryBook.Search(await ListMemoriesAsync(userId, cancellationToken: cancellationToken), text, limit);
    }

    /// <inheritdoc/>
    public ValueTask<bool> DeleteMemoryAsync(string userId, string memoryId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(memoryId);
        return _writer.WriteAsync(
            (user: MemoryRules.CheckUser(userId), memoryId),
            static (transaction, asked) => MemoryTable.Delete(transaction, asked.user, asked.memoryId),
            cancellationToken);
    }
}
