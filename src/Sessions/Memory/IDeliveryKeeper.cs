namespace Bots.Sessions.Memory;

/// <summary>Keeps a <see cref="DeliveryState"/>: in memory only, or in a journal that several processes share.</summary>
internal interface IDeliveryKeeper
{
    /// <summary>Lets <paramref name="decide"/> look at the newest state, makes the events it decides on durable and applies them, as one step
    /// that nobody else's steps mix with; then gives its answer.</summary>
    ValueTask<TAnswer> DecideAsync<TAnswer>(Func<DeliveryState, DeliveryDecision<TAnswer>> decide, CancellationToken cancellationToken);

    /// <summary>Reads from the newest state.</summary>
    ValueTask<TAnswer> ReadAsync<TAnswer>(Func<DeliveryState, TAnswer> read, CancellationToken cancellationToken);
}

/// <summary>What to do and what to answer.</summary>
internal sealed record DeliveryDecision<TAnswer>(TAnswer Answer, IReadOnlyList<DeliveryEvent> Events)
{
    /// <summary>Nothing happens.</summary>
    public static DeliveryDecision<TAnswer> Nothing(TAnswer answer) => new(answer, []);
}
