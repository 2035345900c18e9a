using Bots.Adapters;
using Bots.Agents;
using Bots.Sessions;

namespace Bots.BotHost.Tests;

/// <summary>Values that do not matter, and small doubles.</summary>
internal static class Some
{
    private static long _id;

    public static InboundMessage Message(string text, string user = "1", string bot = "fake", string? dedupe = null) =>
        new(bot, dedupe ?? $"update-{Interlocked.Increment(ref _id)}", SessionKey.ForUser(PlatformName.Of("fake"), long.Parse(user, null)).Value, $"fake_{user}", text, new(user));

    public static IAgent Agent(Func<AgentRequest, CancellationToken, IAsyncEnumerable<AgentUpdate>> reply) => new DelegateAgent(reply);

    /// <summary>Answers "echo: " and the prompt in two pieces.</summary>
    public static IAgent Echo() => Agent(static (request, _) => Pieces("echo: ", request.Prompt));

    public static async IAsyncEnumerable<AgentUpdate> Pieces(params string[] pieces)
    {
        foreach (var piece in pieces)
        {
            await Task.Yield();
            yield return piece;
        }
    }

    private sealed class DelegateAgent(Func<AgentRequest, CancellationToken, IAsyncEnumerable<AgentUpdate>> reply) : IAgent
    {
        public IAsyncEnumerable<AgentUpdate> ReplyAsync(AgentRequest request, CancellationToken cancellationToken = default) => reply(request, cancellationToken);
    }
}
