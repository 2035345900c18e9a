using Microsoft.Extensions.Options;

namespace Bots.Agents;

/// <summary>The agents of the configuration.</summary>
/// <param name="options">The agents; validated when first read.</param>
/// <param name="time">Measures silence and waits between retries.</param>
public sealed class AgentCatalog(IOptions<AgentsOptions> options, TimeProvider time) : IAgentCatalog
{
    private readonly Lazy<Dictionary<string, ConfiguredAgent>> _agents = new(() => Create(options.Value, time));

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names => _agents.Value.Keys;

    /// <inheritdoc/>
    public ConfiguredAgent? Find(string name) => _agents.Value.GetValueOrDefault(name);

    private static Dictionary<string, ConfiguredAgent> Create(AgentsOptions options, TimeProvider time) =>
        options.Agents.ToDictionary(static pair => pair.Key, pair => Configure(pair.Key, pair.Value, time), StringComparer.OrdinalIgnoreCase);

    private static ConfiguredAgent Configure(string name, AgentOptions agent, TimeProvider time) =>
        new(name, agent, () => AgentProvider.Find(agent.Provider)!.Create(name, agent, time));
}
