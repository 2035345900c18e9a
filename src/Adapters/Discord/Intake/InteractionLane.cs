using System.Threading.Channels;

namespace Bots.Adapters.Discord.Intake;

/// <summary>Deals with the interactions of one shard, in order, beside everything else: Discord waits 3 s for their first response, and nothing else may take that long.</summary>
/// <param name="context">The account.</param>
/// <param name="interactions">Deals with one.</param>
/// <param name="host">Leaves out those that nobody can handle.</param>
/// <param name="progress">What else the shard received.</param>
internal sealed class InteractionLane(DiscordContext context, InteractionIntake interactions, HostDoor host, IntakeProgress progress)
{
    private const int MostWaiting = 1_000;

    // What was received earlier is stored earlier, unless that would cost the response.
    private static readonly TimeSpan Courtesy = TimeSpan.FromSeconds(1);

    private readonly Channel<Waiting> _waiting = Channel.CreateBounded<Waiting>(MostWaiting);
    private readonly Lock _lock = new();
    private readonly LinkedList<int> _open = new();

    /// <summary>The number of the oldest one that is not stored; null when all are.</summary>
    public int? Oldest
    {
        get
        {
            lock (_lock) return _open.First?.Value;
        }
    }

    /// <summary>Queues one; waits while too many are waiting. Called by one caller at a time.</summary>
    public async ValueTask AddAsync(IntakeItem.Interaction item, CancellationToken cancellationToken)
    {
        lock (_lock) _open.AddLast(item.Sequence);
        try
        {
            await _waiting.Writer.WriteAsync(new(item, progress.Added, context.Time.GetTimestamp(), null), cancellationToken);
        }
        catch
        {
            lock (_lock) _open.RemoveLast();
            throw;
        }
    }

    /// <summary>A task that completes when all that were added before are stored.</summary>
    public async Task<Task> MarkAsync(CancellationToken cancellationToken)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _waiting.Writer.WriteAsync(new(null, 0, 0, reached), cancellationToken);
        return reached.Task;
    }

    /// <summary>Deals with what comes until cancelled.</summary>
    /// <param name="settled">Told the number of each that is stored.</param>
    /// <param name="cancellationToken">Ends it; what waits is replayed to the next process.</param>
    public async Task RunAsync(Action<int> settled, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var next in _waiting.Reader.ReadAllAsync(cancellationToken))
            {
                next.Reached?.SetResult();
                if (next.Item is { } item) await HandleAsync(item, next, settled, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    private async Task HandleAsync(IntakeItem.Interaction item, Waiting waiting, Action<int> settled, CancellationToken cancellationToken)
    {
        await progress.ReachedAsync(waiting.After, Courtesy - context.Time.GetElapsedTime(waiting.Since), cancellationToken);
        await host.UnlessOddAsync(nameof(IntakeItem.Interaction), item.What.Id, () => interactions.TakeAsync(item.What, item.Self, cancellationToken), cancellationToken);
        lock (_lock) _open.RemoveFirst();
        settled(item.Sequence);
    }

    /// <param name="Item">What waits; null for a mark.</param>
    /// <param name="After">How much else was received before.</param>
    /// <param name="Since">When it came.</param>
    /// <param name="Reached">The mark.</param>
    private sealed record Waiting(IntakeItem.Interaction? Item, long After, long Since, TaskCompletionSource? Reached);
}
