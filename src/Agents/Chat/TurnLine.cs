namespace Bots.Agents.Chat;

/// <summary>Lets one turn through at a time, strictly in the order in which they lined up.</summary>
internal sealed class TurnLine
{
    private readonly Lock _lock = new();
    private Task _last = Task.CompletedTask;

    /// <summary>Lines up at once and completes when it is this turn's time; disposing lets the next one through.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        var place = new Place();
        Task before;
        lock (_lock) (before, _last) = (_last, place.Left);
        try
        {
            await before.WaitAsync(cancellationToken);
            return place;
        }
        catch
        {
            // Who gives up waiting must not let the next one overtake those in front.
            _ = before.ContinueWith(_ => place.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw;
        }
    }

    private sealed class Place : IDisposable
    {
        private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Left => _left.Task;

        public void Dispose() => _left.TrySetResult();
    }
}
