using Bots.Sessions;
using Bots.Sessions.Json;
using Bots.Sessions.Memory;

namespace Bots.Agents.Chat;

/// <summary>The store of a session, and whether it is the session's own to dispose.</summary>
internal sealed class SessionStoreChoice(ISessionStore store, bool isOwn) : IAsyncDisposable
{
    public ISessionStore Store => store;

    public static SessionStoreChoice For(string? id, ISessionStore? given) =>
        given is not null ? new(given, isOwn: false)
        : id is null ? new(new MemorySessionStore(), isOwn: true)
        : new(new JsonSessionStore(), isOwn: true);

    public async ValueTask DisposeAsync()
    {
        if (isOwn && store is IAsyncDisposable asynchronous) await asynchronous.DisposeAsync();
        else if (isOwn && store is IDisposable disposable) disposable.Dispose();
    }
}
