namespace Bots.Agents.Remote;

/// <summary>How a <see cref="RemoteSession"/> connects.</summary>
public sealed record RemoteSessionOptions
{
    /// <summary>The server's key or a session token; null for a server on this machine that asks for none.</summary>
    public string? Key { get; init; }

    /// <summary>Who asks, noted on the session by the server; null for nobody.</summary>
    public string? UserId { get; init; }

    /// <summary>The longest silence of the server, at most 24 days; how long the caller takes over a piece of a stream does not count. Default: 2 minutes.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The clock; the system's by default.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
