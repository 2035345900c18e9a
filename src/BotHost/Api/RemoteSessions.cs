using Bots.Agents;
using Bots.BotHost.Turns;
using Bots.Sessions;

namespace Bots.BotHost.Api;

/// <summary>The sessions that API calls are using right now; turns of one session run one after another, whoever asks for them.</summary>
/// <remarks>Every call has a <see cref="Session"/> object of its own, with the memory of its own user. A session without a call leaves nothing here.</remarks>
internal sealed class RemoteSessions(ISessionStore store, TurnMemory memory)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Line> _lines = new(StringComparer.Ordinal);

    /// <summary>How many sessions are in use.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _lines.Count;
        }
    }

    /// <summary>Calls <paramref name="use"/> with the session when all earlier calls for it have ended.</summary>
    public async Task UseAsync(string id, IAgent agent, string? userId, Func<Session, Task> use, CancellationToken cancellationToken)
    {
        var line = Join(id);
        try
        {
            await line.Turn.WaitAsync(cancellationToken);
            try
            {
                await using var session = new Session(id, agent, store, new() { UserId = userId, Memory = null, SharedMemory = memory.All });
                await use(session);
            }
            finally
            {
                line.Turn.Release();
            }
        }
        finally
        {
            Leave(id, line);
        }
    }

    private Line Join(string id)
    {
        lock (_lock)
        {
            if (!_lines.TryGetValue(id, out var line)) _lines[id] = line = new();
            line.Callers++;
            return line;
        }
    }

    private void Leave(string id, Line line)
    {
        lock (_lock)
        {
            if (--line.Callers > 0) return;
            _lines.Remove(id);
        }

        line.Turn.Dispose();
    }

    private sealed class Line
    {
        public SemaphoreSlim Turn { get; } = new(1);

        public int Callers { get; set; }
    }
}
