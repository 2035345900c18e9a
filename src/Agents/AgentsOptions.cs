using Microsoft.Extensions.AI;

namespace Bots.Agents;

/// <summary>All configured agents, and where else in the configuration they are named.</summary>
public sealed class AgentsOptions
{
    /// <summary>The agents by name, letter case aside; when there are none, <c>default</c> is added and answers offline.</summary>
    public IDictionary<string, AgentOptions> Agents { get; } = new Dictionary<string, AgentOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Configuration keys that name an agent; each must name one that is configured.</summary>
    public IList<AgentReference> References { get; } = [];

    /// <summary>Functions that every agent with a model may call, within its <see cref="AgentToolsOptions.Allow"/>.</summary>
    public IList<AIFunction> Functions => field ??= [];

    internal IList<string> BindingErrors { get; } = [];
}

/// <summary>A configuration key whose value is the name of an agent.</summary>
/// <param name="Key">The key, for example <c>Bots:telegram:Agent</c>.</param>
/// <param name="AgentName">Its value.</param>
public sealed record AgentReference(string Key, string AgentName);
