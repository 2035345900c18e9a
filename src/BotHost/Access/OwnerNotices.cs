using System.Collections.Concurrent;
using Bots.Adapters;
using Bots.BotHost.Outbox;
using Bots.BotHost.Setup;
using Bots.BotHost.Stores;
using Bots.BotHost.Turns;
using Bots.Sessions;

namespace Bots.BotHost.Access;

/// <summary>Tells the owner of a bot, where there is one who can be reached, what only a person can mend; each thing once while the host runs.</summary>
internal sealed class OwnerNotices(DeliveryStores stores, HostIdentity host, BotAccounts bots, AccessBook book, OutboxSender sender, StoreHealth health)
{
    private const int Most = 1_000;

    private readonly ConcurrentDictionary<(string Bot, string Text), bool> _told = new();

    /// <summary>True the first time this is to be told.</summary>
    public bool IsNew(string bot, string text) => _told.Count < Most && _told.TryAdd((bot, text), true);

    /// <summary>Writes to the owner by the outbox, beside the caller's work.</summary>
    public void Tell(string bot, string text) => _ = Task.Run(() => TryAsync(bot, text), CancellationToken.None);

    private async Task TryAsync(string bot, string text)
    {
        try
        {
            if (await book.OwnerAsync(bot) is { Place: { } place } owner) await SendAsync(new(place.Addressed(bot, owner.User), new(text)));
        }
        catch (SessionStoreException exception)
        {
            // It stands in the log.
            health.Failed(exception);
        }
        catch (ObjectDisposedException)
        {
            // The host has ended.
        }
    }

    /// <summary>Puts something into the outbox that belongs to no turn.</summary>
    public async Task SendAsync(Notice notice)
    {
        if (bots.Find(notice.To.Bot)?.Render(notice.To, notice.Reply) is not { Count: > 0 } messages) return;
        var ids = await stores.Outbox.EnqueueAsync(messages, host.Owner);
        sender.Announce(messages[^1].Bot, messages[^1].Chat, ids[^1]);
    }
}
