namespace Bots.Agents.Chat;

/// <summary>Who answers within a session: a named agent, or the main one (no name).</summary>
internal sealed record Speaker(string? Name, IAgent Agent);
