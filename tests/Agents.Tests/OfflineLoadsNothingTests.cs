using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.Extensions.Options;

namespace Bots.Agents.Tests;

public sealed class OfflineLoadsNothingTests
{
    [Fact]
    public async Task An_offline_agent_loads_no_model_client()
    {
        var context = new WatchingContext();
        var assembly = context.LoadFromAssemblyPath(typeof(IAgent).Assembly.Location);

        var answer = await AnswerAsync(assembly, "offline");
        Assert.Contains("Nice to meet you, Alice", answer, StringComparison.Ordinal);
        Assert.DoesNotContain(context.Loaded, static name => name is "OpenAI" or "Anthropic" or "System.ClientModel" or "Microsoft.Extensions.AI.Abstractions" || name.StartsWith("ModelContextProtocol", StringComparison.Ordinal));

        // The same watch sees a client that is used, or it would see nothing at all.
        await Assert.ThrowsAnyAsync<Exception>(() => AnswerAsync(assembly, "openai"));
        Assert.Contains("OpenAI", context.Loaded);
    }

    private static async Task<string> AnswerAsync(Assembly assembly, string provider)
    {
        var agents = Activator.CreateInstance(assembly.GetType("Bots.Agents.AgentsOptions")!)!;
        dynamic agent = Activator.CreateInstance(assembly.GetType("Bots.Agents.AgentOptions")!)!;
        (agent.Provider, agent.Model, agent.Endpoint, agent.Retries) = (provider, "m", "http://127.0.0.1:1/v1", 0);
        ((IDictionary)agents.GetType().GetProperty("Agents")!.GetValue(agents)!)["default"] = agent;
        dynamic options = typeof(Options).GetMethod(nameof(Options.Create))!.MakeGenericMethod(agents.GetType()).Invoke(null, [agents])!;
        dynamic catalog = Activator.CreateInstance(assembly.GetType("Bots.Agents.AgentCatalog")!, options, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance)!;
        var request = Activator.CreateInstance(assembly.GetType("Bots.Agents.AgentRequest")!, Array.Empty<Sessions.SessionMessage>(), "My name is Alice")!;
        object configured = catalog.Find("default");
        var updates = (IAsyncEnumerable<object>)configured.GetType().GetMethod("ReplyAsync")!.Invoke(configured, [request, CancellationToken.None])!;
        var text = "";
        await foreach (var update in updates) text += update.GetType().GetProperty("Value")?.GetValue(update);
        return text;
    }

    private sealed class WatchingContext() : AssemblyLoadContext("watching")
    {
        private readonly ConcurrentBag<string> _loaded = [];

        public IEnumerable<string> Loaded => _loaded;

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            _loaded.Add(assemblyName.Name!);
            return null; // The test's own copy serves; only who asks matters.
        }
    }
}
