using Bots.BotHost.Turns;
using Bots.Sessions.Delivery;

namespace Bots.BotHost.Stores;

/// <summary>Finds out whether a store that failed takes messages again: on a disk that is full a renewed lease may still fit where a message does not.</summary>
internal sealed class StoreProbe(DeliveryStores stores, HostIdentity host, TurnQueue queue)
{
    /// <summary>The account of an entry that nobody wrote.</summary>
    public const string Bot = "bots:store-probe";

    private const int Size = 256 * 1_024;

    /// <summary>Accepts an entry as large as a batch of messages; the queue completes it like any other, however often the store fails meanwhile.</summary>
    /// <exception cref="Sessions.SessionStoreException">The store does not work yet.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var tickets = await stores.Inbox.AcceptAsync([new(Bot, Guid.NewGuid().ToString("N"), Bot, new string('-', Size))], host.Owner, cancellationToken);
        if (tickets is [{ } ticket]) queue.Enqueue(ticket);
    }
}
