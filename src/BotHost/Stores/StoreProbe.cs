using Bots.BotHost.Turns;
using Bots.Sessions.Delivery;

namespace Bots.BotHost.Stores;

/// <summary>Finds out whether a store that failed takes messages again: on a disk that is full a renewed lease may still fit where a message does not.</summary>
internal sealed class StoreProbe(DeliveryStores stores, HostIdentity host)
{
    /// <summary>The account of an entry that nobody wrote: it is completed at once, and after a crash in between by the next start.</summary>
    public const string Bot = "bots:store-probe";

    private const int Size = 256 * 1_024;

    /// <summary>Accepts an entry as large as a batch of messages and completes it.</summary>
    /// <exception cref="Sessions.SessionStoreException">The store does not work yet.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var id = Guid.NewGuid().ToString("N");
        var tickets = await stores.Inbox.AcceptAsync([new(Bot, id, Bot, new string('-', Size))], host.Owner, cancellationToken);
        if (tickets is not [{ } ticket] || await stores.Inbox.BeginAsync(ticket.Id, host.Owner, cancellationToken) is not { } entry) return;
        await stores.Turns.WriteTurnAsync(new(Bot) { Completes = [entry.Claim] }, cancellationToken);
    }
}
