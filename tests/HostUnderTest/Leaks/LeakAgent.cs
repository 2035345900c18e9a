using System.Runtime.CompilerServices;
using Bots.Agents;

namespace Bots.HostUnderTest.Leaks;

/// <summary>A model that repeats what it is told, in pieces; sometimes it hangs, is deaf to its cancellation, fails, or has a bug.</summary>
/// <param name="secrets">Looks at what the model is shown.</param>
/// <param name="report">Counts.</param>
/// <param name="gates">Where each piece waits.</param>
/// <param name="dice">Chance.</param>
/// <param name="mixes">True for a model that tells one user what another said: a run with it must find that.</param>
internal sealed class LeakAgent(Secrets secrets, LeakReport report, Gates gates, Dice dice, bool mixes) : IAgent
{
    private string _before = "";

    public async IAsyncEnumerable<AgentUpdate> ReplyAsync(AgentRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref report.TurnCount);
        secrets.CheckOneOwner("A prompt", request.History.Select(static message => message.Content).Append(request.Prompt));
        var mood = dice.Next(100);
        var token = mood < 6 ? CancellationToken.None : cancellationToken;
        foreach (var piece in Pieces(request))
        {
            await gates.PassAsync(token);
            yield return piece;
            if (mood is >= 6 and < 10) await Task.Delay(Timeout.Infinite, cancellationToken);
            if (mood is >= 10 and < 13) throw new AgentException($"The model is away and cannot think about: {request.Prompt}");
            if (mood is >= 13 and < 15) throw new InvalidOperationException(request.Prompt);
        }
    }

    private IEnumerable<AgentUpdate> Pieces(AgentRequest request)
    {
        yield return "You said: ";
        yield return request.Prompt;
        yield return $" Earlier: {(request.History.Count > 0 ? request.History[^1].Content : "nothing")}";
        if (mixes) yield return Interlocked.Exchange(ref _before, request.Prompt);
        if (dice.Next(4) == 0) yield return " That is all I can say about it, I am afraid.";
    }
}
