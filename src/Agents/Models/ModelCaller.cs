using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Bots.Agents.Models;

/// <summary>Calls a model and repeats a call that failed for a passing reason, or once with less of the conversation when it did not fit;
/// never when something of its answer was already passed on.</summary>
internal sealed class ModelCaller(IChatClient client, AgentOptions options, ModelErrors errors, TimeProvider time)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <summary>Streams the answer; may shorten <paramref name="turn"/>.</summary>
    /// <exception cref="AgentException">The model did not answer.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        ModelTurn turn, ChatOptions chatOptions, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var begun = false;
            AgentException failure;
            await using (var stream = new ModelStream(token => client.GetStreamingResponseAsync(turn.Messages, chatOptions, token), options, errors, time, cancellationToken))
            {
                var next = await stream.NextAsync();
                for (; next.Update is { } update; next = await stream.NextAsync())
                {
                    begun |= update.Contents.Count > 0;
                    yield return update;
                }

                if (next.Failure is null) yield break;
                failure = next.Failure;
            }

            if (begun) throw failure;
            if (failure.Failure == AgentFailure.ContextTooLong)
            {
                if (!await turn.TryShortenAsync(cancellationToken)) throw turn.Explain(failure, errors);
            }
            else if (WaitBeforeRetry(failure, attempt) is { } wait) await Task.Delay(wait, time, cancellationToken);
            else throw failure;
        }
    }

    private TimeSpan? WaitBeforeRetry(AgentException failure, int attempt)
    {
        if (!failure.IsTransient || failure.Failure == AgentFailure.TimedOut || attempt >= options.Retries) return null;
        var wait = failure.RetryAfter ?? TimeSpan.FromMilliseconds(500 << attempt);
        return wait <= LongestWait ? wait : null;
    }
}
