using Bots.Fakes.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Bots.Agents.Tests.Models;

/// <summary>A configured agent of a provider against the scripted server.</summary>
internal sealed class ModelAgents(AgentCatalog catalog) : IAsyncDisposable
{
    public ConfiguredAgent Agent => catalog.Find("default")!;

    public static ModelAgents Create(ModelServer server, string provider, Action<AgentOptions>? configure = null)
    {
        var agent = new AgentOptions { Provider = provider, Endpoint = provider == "openai" ? server.OpenAIEndpoint : server.AnthropicEndpoint, Model = "test-model", ApiKey = "key", Retries = 0 };
        configure?.Invoke(agent);
        var options = new AgentsOptions();
        options.Agents["default"] = agent;
        return new(new(Options.Create(options), TimeProvider.System, NullLoggerFactory.Instance));
    }

    public ValueTask DisposeAsync() => catalog.DisposeAsync();
}
