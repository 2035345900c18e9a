using System.Text.Json;

namespace Bots.Sessions;

/// <summary>Keyed values beside the messages, in four scopes; safe for writers that do not know of each other.</summary>
/// <remarks>A key is any well-formed text of 1 to 256 characters, ordinal. A value is any JSON up to 1 MB (a lone surrogate in it is stored as U+FFFD); anything else is an
/// <see cref="ArgumentException"/>, and so is a scope that names nobody: an unset one, a user without an id, a session whose id is none. Setting a session's value, its own or a shared one, creates the session when it is new; clearing or
/// deleting the session erases them. No value counts as a message: versions of sessions stay.</remarks>
public interface ISessionState
{
    /// <summary>The value, or null when it is not set.</summary>
    ValueTask<StateValue?> GetStateAsync(StateScope scope, string key, CancellationToken cancellationToken = default);

    /// <summary>Sets a value (null removes it) and returns its new version.</summary>
    /// <param name="scope">Where.</param>
    /// <param name="key">Which.</param>
    /// <param name="value">The value; null removes it.</param>
    /// <param name="expectedVersion">Set only if the value still has this version (0: it is not set); null to set regardless.</param>
    /// <param name="cancellationToken">Gives up waiting for a turn to write.</param>
    /// <returns>Null when the version was another: nothing changed.</returns>
    ValueTask<long?> SetStateAsync(StateScope scope, string key, JsonElement? value, long? expectedVersion = null, CancellationToken cancellationToken = default);

    /// <summary>Adds to a number (unset is 0) atomically and returns the sum.</summary>
    /// <exception cref="InvalidOperationException">The value is no whole number.</exception>
    ValueTask<long> IncrementStateAsync(StateScope scope, string key, long by = 1, CancellationToken cancellationToken = default);

    /// <summary>All values of a scope, by key.</summary>
    ValueTask<IReadOnlyDictionary<string, StateValue>> ListStateAsync(StateScope scope, CancellationToken cancellationToken = default);

    /// <summary>The last changes of a value (at least 100 are kept), newest first; a removal has no value.</summary>
    ValueTask<IReadOnlyList<StateValue>> GetStateHistoryAsync(StateScope scope, string key, int limit = 20, CancellationToken cancellationToken = default);
}

/// <summary>Whose value it is.</summary>
public readonly record struct StateScope
{
    private StateScope(string kind, string owner) => (Kind, Owner) = (kind, owner);

    /// <summary><c>app</c>, <c>user</c>, <c>session</c> or <c>shared</c>.</summary>
    public string Kind { get; }

    /// <summary>The user or session; empty for the application.</summary>
    public string Owner { get; }

    /// <summary>One value for everyone.</summary>
    public static StateScope App { get; } = new("app", "");

    /// <summary>A user's, in all of that user's sessions (preferences live here: <c>language</c>, <c>timezone</c>, <c>output_format</c>).</summary>
    public static StateScope User(string userId) => new("user", userId);

    /// <summary>A session's own; goes with it in forks, checkpoints and versions, and is erased with it.</summary>
    public static StateScope Session(string sessionId) => new("session", sessionId);

    /// <summary>What the agents of one session share: no fork or merge begins with it, no revert or version changes it; erased with the session.</summary>
    public static StateScope Shared(string sessionId) => new("shared", sessionId);
}

/// <summary>A value.</summary>
/// <param name="Value">The JSON; null in a history where the value was removed.</param>
/// <param name="Version">Grows with every change of this key, removals, reverts and erasures included (a key that has none begins at the time, in
/// microseconds): no version comes twice as long as the clock is right. Never 0.</param>
/// <param name="ChangedAt">When it was set.</param>
public sealed record StateValue(JsonElement? Value, long Version, DateTimeOffset ChangedAt);
