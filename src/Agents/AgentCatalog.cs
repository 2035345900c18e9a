using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Bots.Agents;

/// <summary>The agents of the configuration.</summary>
/// <param name="options">The agents; validated when first read.</param>
/// <param name="time">Measures silence and waits between retries.</param>
/// <param name="loggers">Told of failing tools and tool servers.</param>
public sealed class AgentCatalog(IOptions<AgentsOptions> options, TimeProvider time, ILoggerFactory loggers) : IAgentCatalog, IAsyncDisposable
{
    private readonly Lazy<Dictionary<string, ConfiguredAgent>> _agents = new(() => Create(options.Value, time, loggers));

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names => _agents.Value.Keys;

    /// <inheritdoc/>
    public ConfiguredAgent? Find(string name) => _agents.Value.GetValueOrDefault(name);

    /// <summary>Disconnects from all tool servers.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_agents.IsValueCreated) return;
        foreach (var agent in _agents.Value.Values) await agent.DisposeAsync();
    }

    private static Dictionary<string, ConfiguredAgent> Create(AgentsOptions options, TimeProvider time, ILoggerFactory loggers) =>
        options.Agents.ToDictionary(static pair => pair.Key, pair => new ConfiguredAgent(new(pair.Key, pair.Value, options, time, loggers)), StringComparer.OrdinalIgnoreCase);
}
