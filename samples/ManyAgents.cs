using Bots.Agents;
using Bots.Sessions.Memory;

namespace Bots.Samples;

/// <summary>Several agents in one session: each with a history of its own, all with what they share.</summary>
public static class ManyAgents
{
    public static async Task RunAsync(SampleContext sample)
    {
        await using var session = new Session("team", store: new MemorySessionStore(), agents: new Dictionary<string, IAgent>
        {
            ["research"] = sample.Agent("You find facts. Hand over to the writer when you have them."),
            ["writer"] = sample.Agent("You write short texts."),
        });

        // Different agents work side by side.
        await Task.WhenAll(
            session.RunAgentAsync("research", "My topic is tea"),
            session.RunAgentAsync("writer", "My favorite style is short sentences"));
        Console.WriteLine(await session.RunAgentAsync("research", "What's my topic?"));
        Console.WriteLine(await session.RunAgentAsync("writer", "What's my favorite style?"));

        // What they share is told to each; changes made at the same moment are both kept.
        await Task.WhenAll(new[] { "It is a plant", "It grows in Assam" }.Select(fact =>
            session.Shared.UpdateAsync<List<string>>("facts", facts => [.. facts ?? [], fact])));
        Console.WriteLine((await session.Shared.GetAsync<List<string>>("facts"))!.Count);
    }
}
