using Bots.Agents;
using Bots.Sessions;

namespace Bots.BotHost.Api;

/// <summary>The sessions that API calls are using right now; turns of one session run one after another.</summary>
/// <remarks>A session without a call has no object here.</remarks>
internal sealed class RemoteSessions(ISessionStore store)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Use> _uses = new(StringComparer.Ordinal);

    /// <summary>How many sessions are in use.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _uses.Count;
        }
    }

    /// <summary>Calls <paramref name="use"/> with the session; calls for the same session share one object.</summary>
    public async Task UseAsync(string id, IAgent agent, string? userId, Func<Session, Task> use)
    {
        var mine = Take(id, agent, userId);
        try
        {
            await use(mine.Session);
        }
        finally
        {
            if (Release(id, mine)) await mine.Session.DisposeAsync();
        }
    }

    private Use Take(string id, IAgent agent, string? userId)
    {
        lock (_lock)
        {
            if (!_uses.TryGetValue(id, out var use)) _uses[id] = use = new(new(id, agent, store, new() { UserId = userId }));
            use.Callers++;
            return use;
        }
    }

    private bool Release(string id, Use use)
    {
        lock (_lock)
        {
            if (--use.Callers > 0) return false;
            _uses.Remove(id);
            return true;
        }
    }

    private sealed class Use(Session session)
    {
        public Session Session { get; } = session;

        public int Callers { get; set; }
    }
}
