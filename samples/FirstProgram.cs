using Bots.Agents;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Bots.Samples;

/// <summary>The agents that a program of your own can make; the other samples take theirs from <see cref="SampleContext"/>, which reads settings.</summary>
public static class FirstProgram
{
    public static async Task<string> BuiltInAsync()
    {
        // Answers by itself, without a key and a network.
        await using var session = new Session(agent: new OfflineAgent());
        await session.ChatAsync("My name is Alice");
        return await session.ChatAsync("What's my name?");
    }

    public static async Task<string> OfProviderAsync(string key, string endpoint = "")
    {
        // A model of "openai" or "anthropic", or of any server that speaks like one of them at the endpoint.
        var options = new AgentsOptions();
        options.Agents["default"] = new() { Provider = "openai", Model = "gpt-5-mini", ApiKey = key, Endpoint = endpoint };
        await using var agents = new AgentCatalog(Options.Create(options), TimeProvider.System, NullLoggerFactory.Instance);
        await using var session = new Session(agent: agents.Find("default"));
        return await session.ChatAsync("What's my name?");
    }

    public static async Task<string> OverChatClientAsync(IChatClient client)
    {
        // Whatever else is an IChatClient.
        await using var agent = new ChatClientAgent(client, new() { Instructions = "You are a helpful assistant." });
        await using var session = new Session(agent: agent);
        return await session.ChatAsync("What's my name?");
    }
}
