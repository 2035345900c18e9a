using Bots.Sessions.Delivery;

namespace Bots.Sessions.Conformance;

/// <summary>What tests say often, said shortly.</summary>
internal static class StoreShorthand
{
    public static async Task AddAsync(this ISessionStore store, string session, params string[] contents)
    {
        foreach (var content in contents) Assert.True(await store.AddMessageAsync(session, "user", content));
    }

    public static async Task AddAsync(this ISessionStore store, string session, params SessionMessage[] messages)
    {
        foreach (var message in messages) Assert.True(await store.AddMessageAsync(session, message.Role, message.Content, message.Metadata));
    }

    public static async Task<string[]> ContentsAsync(this ISessionStore store, string session, int? maxMessages = null) =>
        [.. (await store.GetChatHistoryAsync(session, maxMessages)).Select(static message => message.Content)];

    public static async Task<long> VersionAsync(this ISessionStore store, string session) =>
        (await store.Require<ISessionCatalog>().GetSessionAsync(session))?.Version ?? 0;

    public static async Task<InboxTicket> AcceptOneAsync(this IInbox inbox, InboxMessage message, string owner) =>
        Assert.Single(await inbox.AcceptAsync([message], owner)) ?? throw new InvalidOperationException("The message was accepted before.");

    public static async Task<InboxEntry> BeginOneAsync(this IInbox inbox, InboxMessage message, string owner)
    {
        var ticket = await inbox.AcceptOneAsync(message, owner);
        return await inbox.BeginAsync(ticket.Id, owner) ?? throw new InvalidOperationException("The entry cannot be begun by its own owner.");
    }

    public static async Task<long> EnqueueOneAsync(this IOutbox outbox, OutboxMessage message, string owner) =>
        Assert.Single(await outbox.EnqueueAsync([message], owner));

    public static async Task<string[]> PayloadsAsync(this IOutbox outbox, string owner) =>
        [.. (await outbox.PendingAsync(owner)).Select(static entry => entry.Message.Payload)];
}
