namespace Bots.Sessions.Delivery;

/// <summary>Says which session a key leads to now: after <c>/new</c>, a chat migration, or a linked identity. Durable.</summary>
public interface ISessionAliases
{
    /// <summary>The session the key leads to, in one step; the key itself when nothing else was set.</summary>
    ValueTask<string> ResolveAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>From now on <paramref name="key"/> leads to <paramref name="sessionId"/>; equal names remove the alias. Repeating is fine.</summary>
    ValueTask SetAsync(string key, string sessionId, CancellationToken cancellationToken = default);
}
