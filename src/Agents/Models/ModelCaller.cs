using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Bots.Agents.Models;

/// <summary>Calls a model and repeats a call that failed for a passing reason, unless something of its answer was already passed on.</summary>
internal sealed class ModelCaller(IChatClient client, AgentOptions options, ModelErrors errors, TimeProvider time)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <exception cref="AgentException">The model did not answer.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        IReadOnlyList<ChatMessage> messages, ChatOptions chatOptions, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var begun = false;
            var stream = new ModelStream(token => client.GetStreamingResponseAsync(messages, chatOptions, token), options, errors, time, cancellationToken);
            await using (stream)
            {
                var next = await stream.NextAsync();
                for (; next.Update is { } update; next = await stream.NextAsync())
                {
                    begun |= update.Contents.Count > 0;
                    yield return update;
                }

                if (next.Failure is not { } failure) yield break;
                if (begun || WaitBeforeRetry(failure, attempt) is not { } wait) throw failure;
                await Task.Delay(wait, time, cancellationToken);
            }
        }
    }

    private TimeSpan? WaitBeforeRetry(AgentException failure, int attempt)
    {
        if (!failure.IsTransient || failure.Failure == AgentFailure.TimedOut || attempt >= options.Retries) return null;
        var wait = failure.RetryAfter ?? TimeSpan.FromMilliseconds(500 << attempt);
        return wait <= LongestWait ? wait : null;
    }
}
