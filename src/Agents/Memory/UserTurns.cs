using System.Runtime.CompilerServices;
using Bots.Agents.Chat;
using Bots.Sessions;

namespace Bots.Agents.Memory;

/// <summary>Lets whoever changes what is known of a user do so one after another, over all sessions of this process that share a store.</summary>
internal sealed class UserTurns
{
    private static readonly ConditionalWeakTable<IMemoryStore, UserTurns> All = [];

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (TurnLine Line, int Users)> _lines = new(StringComparer.Ordinal);

    /// <summary>The turns of a store object.</summary>
    public static UserTurns Of(IMemoryStore store) => All.GetValue(store, static _ => new());

    /// <summary>Waits for those in front; disposing lets the next one through.</summary>
    public async Task<IDisposable> EnterAsync(string userId, CancellationToken cancellationToken)
    {
        TurnLine line;
        lock (_lock)
        {
            (line, var users) = _lines.TryGetValue(userId, out var known) ? known : (new(), 0);
            _lines[userId] = (line, users + 1);
        }

        try
        {
            return new Place(this, userId, await line.EnterAsync(cancellationToken));
        }
        catch
        {
            Leave(userId);
            throw;
        }
    }

    // A line that somebody has given up waiting in still holds a place: it is kept as long as anybody else is in it, and is empty afterwards.
    private void Leave(string userId)
    {
        lock (_lock)
        {
            var (line, users) = _lines[userId];
            if (users == 1) _lines.Remove(userId);
            else _lines[userId] = (line, users - 1);
        }
    }

    private sealed class Place(UserTurns turns, string userId, IDisposable place) : IDisposable
    {
        public void Dispose()
        {
            place.Dispose();
            turns.Leave(userId);
        }
    }
}
