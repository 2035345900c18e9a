namespace Bots.Sessions.Delivery;

/// <summary>An outbox that remembers what became of delivered replies for its retention period, without their text.</summary>
public interface IDeliveryReceipts
{
    /// <summary>The receipts, newest first; <paramref name="bot"/> and <paramref name="chat"/> narrow, as does <paramref name="onlyDoubtful"/> to those
    /// that may stand there twice.</summary>
    ValueTask<IReadOnlyList<DeliveryReceipt>> ListReceiptsAsync(
        string? bot = null, string? chat = null, bool onlyDoubtful = false, int limit = 100, CancellationToken cancellationToken = default);
}

/// <summary>What is known of a delivered reply.</summary>
/// <param name="Id">The reply's id in the outbox.</param>
/// <param name="Bot">The bot account that sent it.</param>
/// <param name="Chat">The chat.</param>
/// <param name="Receipt">The platform's message id.</param>
/// <param name="DeliveredAt">When that was noted.</param>
public sealed record DeliveryReceipt(long Id, string Bot, string Chat, string Receipt, DateTimeOffset DeliveredAt)
{
    /// <summary>The session it answered (for erasure), or null.</summary>
    public string? SessionKey { get; init; }

    /// <summary>See <see cref="DeliveryOutcome.Delivered.MayBeTwice"/>.</summary>
    public bool MayBeTwice { get; init; }
}
