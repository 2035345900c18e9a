using System.Runtime.CompilerServices;

namespace Bots.Agents.Tests;

/// <summary>An agent that does what a test says.</summary>
internal sealed class ScriptedAgent(Func<AgentRequest, CancellationToken, IAsyncEnumerable<AgentUpdate>> reply) : IAgent
{
    public ScriptedAgent(Func<AgentRequest, string> answer)
        : this((request, _) => OneAsync(answer(request)))
    {
    }

    public IAsyncEnumerable<AgentUpdate> ReplyAsync(AgentRequest request, CancellationToken cancellationToken = default) => reply(request, cancellationToken);

    /// <summary>Says some pieces and then fails.</summary>
    public static async IAsyncEnumerable<AgentUpdate> ThenFailAsync(Exception error, params string[] pieces)
    {
        await Task.Yield();
        foreach (var piece in pieces) yield return piece;
        throw error;
    }

    /// <summary>Says some pieces and then waits for ever, deaf to cancellation.</summary>
    public static async IAsyncEnumerable<AgentUpdate> ThenHangAsync(params string[] pieces)
    {
        foreach (var piece in pieces) yield return piece;
        await Task.Delay(Timeout.Infinite, CancellationToken.None);
    }

    /// <summary>Waits for the gate, then answers.</summary>
    public static async IAsyncEnumerable<AgentUpdate> WhenAsync(Task gate, string answer, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await gate.WaitAsync(cancellationToken);
        yield return answer;
    }

    private static async IAsyncEnumerable<AgentUpdate> OneAsync(string answer)
    {
        await Task.Yield();
        yield return answer;
    }
}
