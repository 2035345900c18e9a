using Bots.Adapters.Discord.Api;

namespace Bots.Adapters.Discord.Intake;

/// <summary>Takes in messages, whether they were received or fetched, and remembers whose they are.</summary>
internal sealed class MessageDoor(MessageIntake messages, RecentChannels recent, ResumeBook book, HostDoor host)
{
    /// <summary>Returns once those that are meant for the bot are stored.</summary>
    public async Task AcceptAsync(List<DiscordMessage> received, CancellationToken cancellationToken)
    {
        if (received.Count == 0) return;
        var accepted = (await Task.WhenAll(received.Select(message => TakeAsync(message, cancellationToken)))).OfType<InboundMessage>().ToList();
        await host.StoreAsync(accepted, cancellationToken);
        foreach (var inbound in accepted)
        {
            recent.Saw(received.Find(message => message.Id == inbound.DedupeId)!.ChannelId, inbound.DedupeId);
            // A thread that was opened for it has messages of its own from here on.
            if (inbound.Address.ThreadId is { } thread) recent.Saw(thread, inbound.DedupeId);
            messages.Seen.Add(inbound);
        }
    }

    /// <summary>The same for a changed message. A change may be what first speaks to the bot; what was taken in before is dropped by the inbox, which knows it.</summary>
    public async Task EditAsync(DiscordMessage message, CancellationToken cancellationToken)
    {
        if (messages.MayBeginToSpeak(message, book.Self)) await AcceptAsync([message], cancellationToken);
        await ChangeAsync(message, cancellationToken);
    }

    /// <summary>The same for messages that are gone.</summary>
    public async Task DeleteAsync(DeletedMessages deleted, CancellationToken cancellationToken)
    {
        var accepted = await messages.TakeDeletionsAsync(deleted, book.Self, cancellationToken);
        await host.StoreAsync(accepted, cancellationToken);
        messages.Seen.Forget(accepted.Select(static deletion => deletion.Address.MessageId));
    }

    private Task ChangeAsync(DiscordMessage message, CancellationToken cancellationToken) => host.PatientlyAsync(
        async () =>
        {
            if (await messages.TakeEditAsync(message, book.Self, cancellationToken) is not { } inbound) return;
            await host.StoreAsync([inbound], cancellationToken);
            if (inbound.IsDeletion) messages.Seen.Forget([message.Id]);
        },
        cancellationToken);

    private async Task<InboundMessage?> TakeAsync(DiscordMessage message, CancellationToken cancellationToken)
    {
        InboundMessage? taken = null;
        await host.UnlessOddAsync(
            nameof(IntakeItem.Message), message.Id, () => host.PatientlyAsync(async () => taken = await messages.TakeAsync(message, book.Self, cancellationToken), cancellationToken), cancellationToken);
        return taken;
    }
}
