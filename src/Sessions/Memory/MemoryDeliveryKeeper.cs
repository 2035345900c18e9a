namespace Bots.Sessions.Memory;

/// <summary>Keeps the delivery state in memory, under the lock of the store it belongs to.</summary>
internal sealed class MemoryDeliveryKeeper(Lock storeLock) : IDeliveryKeeper
{
    /// <summary>The state; look at it only under the lock.</summary>
    public DeliveryState State { get; } = new();

    public ValueTask<TAnswer> DecideAsync<TAnswer>(Func<DeliveryState, DeliveryDecision<TAnswer>> decide, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (storeLock)
        {
            var decision = decide(State);
            Apply(decision.Events);
            return ValueTask.FromResult(decision.Answer);
        }
    }

    public ValueTask<TAnswer> ReadAsync<TAnswer>(Func<DeliveryState, TAnswer> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (storeLock) return ValueTask.FromResult(read(State));
    }

    /// <summary>Applies events; call it only under the lock.</summary>
    public void Apply(IReadOnlyList<DeliveryEvent> events)
    {
        foreach (var happened in events) State.Apply(happened);
    }
}
