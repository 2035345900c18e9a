using System.Runtime.CompilerServices;

namespace Bots.Agents.Chat;

/// <summary>Stops reading a stream the moment it is cancelled, even when the stream itself does not notice.</summary>
internal static class PromptStop
{
    public static async IAsyncEnumerable<T> StopPromptlyAsync<T>(this IAsyncEnumerable<T> source, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var items = source.GetAsyncEnumerator(cancellationToken);
        var next = Task.FromResult(true);
        try
        {
            while (true)
            {
                next = items.MoveNextAsync().AsTask();
                if (!await next.WaitAsync(cancellationToken)) break;
                yield return items.Current;
            }
        }
        finally
        {
            if (next.IsCompleted) await items.DisposeAsync();
            else _ = DisposeLaterAsync(items, next);
        }
    }

    // Nobody listens any more: whatever the abandoned stream still does or throws has no meaning.
    private static async Task DisposeLaterAsync<T>(IAsyncEnumerator<T> items, Task next)
    {
        await next.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await items.DisposeAsync().AsTask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
