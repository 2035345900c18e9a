using System.Text;
using Bots.Agents;
using Bots.Sessions;

namespace Bots.Agents.Tests;

/// <summary>Short ways to ask an agent.</summary>
internal static class Asking
{
    public static async Task<string> AskAsync(this IAgent agent, string prompt, params SessionMessage[] history)
    {
        var text = new StringBuilder();
        await foreach (var update in agent.ReplyAsync(new(history, prompt)))
            if (update is AgentUpdate.Text piece)
                text.Append(piece.Value);
        return text.ToString();
    }

    public static async Task<List<AgentUpdate>> CollectAsync(this IAgent agent, string prompt, params SessionMessage[] history)
    {
        var updates = new List<AgentUpdate>();
        await foreach (var update in agent.ReplyAsync(new(history, prompt))) updates.Add(update);
        return updates;
    }

    public static async Task<AgentException> FailAsync(this IAgent agent, string prompt, params SessionMessage[] history) =>
        await Assert.ThrowsAsync<AgentException>(() => agent.AskAsync(prompt, history));

    public static SessionMessage User(string text) => new("user", text);

    public static SessionMessage Assistant(string text) => new("assistant", text);
}
