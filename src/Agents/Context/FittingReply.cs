using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Bots.Agents.Context;

/// <summary>Asks an agent, and once more with a shorter request when it found the first one too long and had not begun to answer.</summary>
internal static class FittingReply
{
    public static async IAsyncEnumerable<AgentUpdate> ReplyFittingAsync(this IAgent agent, AgentRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var shorter = request; shorter is not null;)
        {
            var (asked, begun) = (shorter, false);
            ExceptionDispatchInfo? tooLong = null;
            await using var updates = agent.ReplyAsync(asked, cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (tooLong is null)
            {
                try
                {
                    if (!await updates.MoveNextAsync()) yield break;
                }
                catch (AgentException failure) when (!begun && failure.Failure == AgentFailure.ContextTooLong)
                {
                    tooLong = ExceptionDispatchInfo.Capture(failure);
                    continue;
                }

                begun = true;
                yield return updates.Current;
            }

            shorter = await asked.ShortenAsync(cancellationToken);
            if (shorter is null) tooLong.Throw();
        }
    }
}
