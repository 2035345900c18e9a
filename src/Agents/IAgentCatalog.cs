namespace Bots.Agents;

/// <summary>The configured agents. Thread-safe; every agent serves all sessions at once.</summary>
public interface IAgentCatalog
{
    /// <summary>The names of all agents.</summary>
    IReadOnlyCollection<string> Names { get; }

    /// <summary>The agent of this name (letter case aside), or null when none is configured.</summary>
    ConfiguredAgent? Find(string name);
}
