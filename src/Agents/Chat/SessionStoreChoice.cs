using Bots.Sessions;
using Bots.Sessions.Json;
using Bots.Sessions.Memory;

namespace Bots.Agents.Chat;

/// <summary>The store of one or more sessions, and whether it is theirs to dispose: the last of them does.</summary>
internal sealed class SessionStoreChoice(ISessionStore store, bool isOwn) : IAsyncDisposable
{
    private int _users = 1;

    public ISessionStore Store => store;

    public static SessionStoreChoice For(string? id, ISessionStore? given) =>
        given is not null ? new(given, isOwn: false)
        : id is null ? new(new MemorySessionStore(), isOwn: true)
        : new(new JsonSessionStore(), isOwn: true);

    /// <summary>The same store for one more session.</summary>
    public SessionStoreChoice Shared()
    {
        Interlocked.Increment(ref _users);
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Decrement(ref _users) > 0 || !isOwn) return;
        if (store is IAsyncDisposable asynchronous) await asynchronous.DisposeAsync();
        else if (store is IDisposable disposable) disposable.Dispose();
    }
}
