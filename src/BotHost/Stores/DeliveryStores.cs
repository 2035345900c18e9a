using Bots.Sessions;
using Bots.Sessions.Delivery;

namespace Bots.BotHost.Stores;

/// <summary>The configured session store with everything the host needs of it, so that nobody asks for capabilities twice.</summary>
internal sealed record DeliveryStores(ISessionStore Sessions, ITurnLog Turns, IInbox Inbox, IOutbox Outbox, ISessionAliases Aliases)
{
    /// <summary>Where the host keeps its own values; null when no store it has can.</summary>
    public ISessionState? State { get; init; } = Sessions.Find<ISessionState>();

    /// <summary>What operators call the store of inbox and outbox: its file or folder where it has one.</summary>
    public string Location => (Inbox as ILocalStore ?? Sessions.Find<ILocalStore>())?.Location ?? "The store";

    /// <summary>The store's own delivery where it has all of it; else null, and the caller pairs it with a delivery store.</summary>
    public static DeliveryStores? From(ISessionStore store) =>
        store.Find<ITurnLog>() is { } turns && store.Find<IInbox>() is { } inbox && store.Find<IOutbox>() is { } outbox && store.Find<ISessionAliases>() is { } aliases
            ? new(store, turns, inbox, outbox, aliases)
            : null;

    /// <summary>A store with only five methods beside a second store that holds inbox and outbox.</summary>
    public static DeliveryStores Paired(ISessionStore sessions, ISessionStore delivery) =>
        new(sessions, new PairedTurnLog(sessions, delivery.Require<ITurnLog>()), delivery.Require<IInbox>(), delivery.Require<IOutbox>(), delivery.Require<ISessionAliases>())
        {
            State = sessions.Find<ISessionState>() ?? delivery.Find<ISessionState>(),
        };
}
