using Bots.Agents.Models.Anthropic;
using Bots.Agents.Models.OpenAI;
using Microsoft.Extensions.AI;

namespace Bots.Agents;

/// <summary>A kind of agent that can be configured. Creating one is what loads its client library, so the others cost nothing.</summary>
internal sealed record AgentProvider(string Name, bool NeedsModel, Func<string, AgentOptions, TimeProvider, IAgent> Create)
{
    private static readonly AgentProvider[] All =
    [
        new("offline", NeedsModel: false, static (name, _, _) => new OfflineAgent(name)),
        new("openai", NeedsModel: true, static (name, options, time) => OverClient(name, options, OpenAIModel.Connect(options), time)),
        new("anthropic", NeedsModel: true, static (name, options, time) => OverClient(name, options, AnthropicModel.Connect(options), time)),
    ];

    public static IEnumerable<string> Names => All.Select(static provider => provider.Name);

    public static AgentProvider? Find(string name) => Array.Find(All, provider => provider.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static ChatClientAgent OverClient(string name, AgentOptions options, IChatClient client, TimeProvider time) => new(client, options, name, time);
}
