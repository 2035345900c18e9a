using System.Collections.Frozen;
using Bots.Agents.Memory;
using Bots.Sessions;

namespace Bots.Agents;

/// <summary>Where a turn's context comes from.</summary>
/// <param name="Store">The store of the session.</param>
/// <param name="SessionId">The session.</param>
/// <param name="Agent">Who will answer.</param>
public sealed record ContextSource(ISessionStore Store, string SessionId, IAgent Agent)
{
    /// <summary>Whose session it is: profile and preferences are read from the user's state; null for nobody's.</summary>
    public string? UserId { get; init; }

    /// <summary>What is known about the user, by name (untrusted text is fine: it is shown in one bounded line).</summary>
    public IReadOnlyDictionary<string, string> Profile { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>What is known of <see cref="UserId"/> beyond this session; null for a session that others read as well.</summary>
    public LongTermMemory? Memory { get; init; }

    /// <summary>How much is shown; null for what the agent is configured to.</summary>
    public ContextOptions? Options { get; init; }

    /// <summary>Show exactly so many of the newest messages; null for what <see cref="Options"/> say.</summary>
    public int? HistoryMessages { get; init; }

    /// <summary>The named agent of the session whose own history is shown; null for the main conversation.</summary>
    public string? Speaker { get; init; }
}
