using Bots.Sessions;

namespace Bots.Agents.Context;

/// <summary>When a session began.</summary>
internal static class SessionAge
{
    /// <summary>When the store first wrote the session, or when its first message was said if that is earlier, as in a session that came from a file or a branch; null when neither is known.</summary>
    /// <param name="data">What the store knows; null when it keeps no such data.</param>
    /// <param name="first">The earliest message at hand; null when there is none.</param>
    public static DateTimeOffset? BeganAt(SessionData? data, SessionMessage? first)
    {
        DateTimeOffset? said = first is { } message && message.Timestamp != default ? message.Timestamp : null;
        DateTimeOffset? created = data is { } known && known.CreatedAt != default ? known.CreatedAt : null;
        return said < created ? said : created ?? said;
    }
}
