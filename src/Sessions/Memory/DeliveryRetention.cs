using Bots.Sessions.Delivery;

namespace Bots.Sessions.Memory;

/// <summary>What deliveries mean for what may be erased, and what is erased of them, as pure functions of the state.</summary>
internal static class DeliveryRetention
{
    /// <summary>The sessions that an open inbox entry or an unsettled reply is about.</summary>
    public static HashSet<string> SessionsInUse(DeliveryState state) =>
        state.Inbox.Values.Where(static row => row.Entry.State == InboxState.Open).Select(static row => row.Entry.Message.SessionKey)
            .Concat(state.Outbox.Values.Where(static row => !row.IsParked).Select(static row => row.Entry.Message.SessionKey).OfType<string>())
            .Select(key => state.Aliases.GetValueOrDefault(key, key)).ToHashSet(StringComparer.Ordinal);

    /// <summary>Erases a user's entries, those of the user's sessions, and the names these were reached by; answers how many entries that were.
    /// The entry <paramref name="keeps"/> stays.</summary>
    public static DeliveryDecision<int> Erase(DeliveryState state, string userId, IReadOnlySet<string> sessions, long? keeps)
    {
        var inbox = state.Inbox.Values.Where(row => row.Id != keeps).Where(row => row.Entry.Message.UserId == userId || IsOf(row.Entry.Message.SessionKey)).Select(static row => row.Id).ToList();
        var outbox = state.Outbox.Values.Where(row => row.Entry.Message.SessionKey is { } key && IsOf(key)).Select(static row => row.Entry.Id)
            .Concat(state.Receipts.Values.Where(receipt => receipt.SessionKey is { } key && IsOf(key)).Select(static receipt => receipt.Id)).ToList();
        var aliases = state.Aliases.Where(alias => sessions.Contains(alias.Value)).Select(static alias => new DeliveryEvent.Aliased(alias.Key, alias.Key));
        IReadOnlyList<DeliveryEvent> events = [.. inbox.Count + outbox.Count > 0 ? [new DeliveryEvent.Erased(inbox, outbox)] : Array.Empty<DeliveryEvent>(), .. aliases];
        return new(inbox.Count + outbox.Count, events);

        bool IsOf(string key) => sessions.Contains(key) || sessions.Contains(state.Aliases.GetValueOrDefault(key, key));
    }
}
