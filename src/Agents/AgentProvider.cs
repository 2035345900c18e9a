using Bots.Agents.Models.Anthropic;
using Bots.Agents.Models.OpenAI;
using Bots.Agents.Tools;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Bots.Agents;

/// <summary>A kind of agent that can be configured. Creating one is what loads its client library, so the others cost nothing.</summary>
internal sealed record AgentProvider(string Name, bool NeedsModel, Func<AgentBlueprint, IAgent> Create)
{
    private static readonly AgentProvider[] All =
    [
        new("offline", NeedsModel: false, static agent => new OfflineAgent(agent.Name)),
        new("openai", NeedsModel: true, static agent => OverClient(agent, OpenAIModel.Connect(agent.Options))),
        new("anthropic", NeedsModel: true, static agent => OverClient(agent, AnthropicModel.Connect(agent.Options))),
    ];

    public static IEnumerable<string> Names => All.Select(static provider => provider.Name);

    public static AgentProvider? Find(string name) => Array.Find(All, provider => provider.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static ChatClientAgent OverClient(AgentBlueprint agent, IChatClient client) => new(client, agent.Options, new AgentSetup
    {
        Name = agent.Name,
        Time = agent.Time,
        Logger = agent.Loggers.CreateLogger<ChatClientAgent>(),
        Tools = [new FunctionSource(agent.All.Functions), .. agent.Options.Tools.Servers.Select(server => ToolServers.Connect(server.Key, server.Value, agent))],
    });
}

/// <summary>What an agent is created from.</summary>
internal sealed record AgentBlueprint(string Name, AgentOptions Options, AgentsOptions All, TimeProvider Time, ILoggerFactory Loggers);
