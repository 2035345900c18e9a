namespace Bots.Agents;

/// <summary>How a <see cref="Session"/> works.</summary>
public sealed record SessionOptions
{
    /// <summary>The owner noted on the session (for example <c>telegram_12345</c>); null for none.</summary>
    public string? UserId { get; init; }

    /// <summary>How many of the newest messages the agent is given; null for what the agent asks for.</summary>
    public int? HistoryMessages { get; init; }

    /// <summary>A file that the session is loaded from before its first use, when it exists, and saved to when it is disposed; null for none.</summary>
    public string? File { get; init; }

    /// <summary>The clock for <see cref="Session.SaveAsync"/>; the system's by default.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
