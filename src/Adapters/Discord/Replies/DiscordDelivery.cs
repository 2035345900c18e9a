using System.Globalization;
using Bots.Adapters.Discord.Api;
using Bots.Adapters.Discord.Intake;
using Bots.Adapters.Discord.Interactions;
using Bots.Sessions.Delivery;

namespace Bots.Adapters.Discord.Replies;

/// <summary>Delivers stored replies exactly once: an edit repeats harmlessly, and a repeated create with the same nonce returns the message that is there.</summary>
internal sealed class DiscordDelivery(DiscordContext context, InteractionResponder responder)
{
    private static readonly TimeSpan TokenLife = TimeSpan.FromMinutes(14.5);

    private readonly DeliveryVerdict _verdict = new(context.Time);

    /// <summary>Delivers one entry; throws only when cancelled.</summary>
    public async Task<DeliveryOutcome> DeliverAsync(OutboxEntry entry, CancellationToken cancellationToken)
    {
        if (DiscordPayload.Parse(entry.Message.Payload) is not { } payload) return new DeliveryOutcome.Parked("The stored reply is no Discord message.");
        try
        {
            var receipt = await SendAsync(entry, payload, cancellationToken);
            _verdict.Worked();
            // Discord knows no nonce for follow-ups.
            var isFollowUp = ReplyToken.Parse(payload.Token) is { IsOnlyWay: true } token && IsFollowUp(entry, payload, token);
            return new DeliveryOutcome.Delivered(receipt) { MayBeTwice = isFollowUp && entry.IsUncertain };
        }
        catch (DiscordApiException exception)
        {
            return _verdict.On(exception);
        }
    }

    private async Task<string> SendAsync(OutboxEntry entry, DiscordPayload payload, CancellationToken cancellationToken)
    {
        if (ReplyToken.Parse(payload.Token) is { } token && await AnswerInteractionAsync(entry, payload, token, cancellationToken) is { } answered) return answered;
        if (payload.Part == 0 && entry.Message.PreviewId is { } preview and not Preview.Original && await EditAsync(payload, preview, cancellationToken)) return preview;
        return payload is { Part: 0, Source.Length: > 0 } && entry.Message.PreviewId is null && await AnswerAsync(payload, cancellationToken) is { } answer ? answer
            : (await CreateAsync(payload, NonceOf(entry), cancellationToken)).Id;
    }

    /// <summary>Answers in the place of the interaction; null when that is over and the channel must do.</summary>
    private async Task<string?> AnswerInteractionAsync(OutboxEntry entry, DiscordPayload payload, ReplyToken token, CancellationToken cancellationToken)
    {
        if (payload.Part > 0 && !token.IsOnlyWay) return null;
        try
        {
            if (context.Time.GetUtcNow() - DiscordMapping.TimeOf(payload.Source) < TokenLife) return await AnswerAsync(payload, token, IsFollowUp(entry, payload, token), cancellationToken);
        }
        catch (DiscordApiException exception) when (exception.Status == 404 || exception.Code == DiscordErrors.InvalidWebhookToken)
        {
            // Never acknowledged in time, deleted, or expired.
        }

        if (token.IsOnlyWay) throw new DiscordApiException(404, DiscordErrors.UnknownInteraction, "the answer came after the interaction was over, and there is no other way to give it; ask again");
        return null;
    }

    // The first response is the first part of the answer; that to a press is the message with the button, which the answer may take the place of.
    private static bool IsFollowUp(OutboxEntry entry, DiscordPayload payload, ReplyToken token) =>
        payload.Part > 0 || (token.IsPress && entry.Message.PreviewId != Preview.Original);

    private async Task<string> AnswerAsync(DiscordPayload payload, ReplyToken token, bool isFollowUp, CancellationToken cancellationToken)
    {
        await responder.SettledAsync(token.Token).WaitAsync(cancellationToken);
        if (isFollowUp)
        {
            var further = new FollowUp(payload.Content) { Flags = Flags(token.IsPrivate ? MessageFlags.Ephemeral : 0), Components = payload.Components };
            return (await context.Interactions.FollowUpAsync(token.ApplicationId, token.Token, further, payload.File, cancellationToken)).Id;
        }

        await context.Interactions.EditOriginalAsync(token.ApplicationId, token.Token, ToEdit(payload), payload.File, Urgency.Final, cancellationToken);
        return Preview.Original;
    }

    // A preview's stop button, and the buttons of a message that is replaced, go.
    private MessageEdit ToEdit(DiscordPayload payload) => new(payload.Content) { Components = payload.Components ?? [], Flags = Flags(0) };

    // A preview never unfolds links: where the answer may, that must be said.
    private int Flags(int further) => (context.Options.Embeds ? 0 : MessageFlags.SuppressEmbeds) | further;

    private async Task<bool> EditAsync(DiscordPayload payload, string messageId, CancellationToken cancellationToken)
    {
        try
        {
            await context.Messages.EditAsync(payload.Channel, messageId, ToEdit(payload), payload.File, Urgency.Final, cancellationToken);
            return true;
        }
        catch (DiscordApiException exception) when (exception.Code is DiscordErrors.UnknownMessage or DiscordErrors.NotOwnMessage or DiscordErrors.ThreadArchived)
        {
            return false;
        }
    }

    /// <summary>Creates the answer under the nonce of its question, which every preview of it carries, too: whatever an earlier attempt or a dead
    /// process left there is what Discord returns, and a preview is turned into the answer. Null when another answer stands there.</summary>
    private async Task<string?> AnswerAsync(DiscordPayload payload, CancellationToken cancellationToken)
    {
        var message = await CreateAsync(payload, Preview.NonceOf(payload.Source), cancellationToken);
        if (IsSame(message.Content, payload.Content)) return message.Id;
        return Preview.IsUnfinished(message.Content) && await EditAsync(payload, message.Id, cancellationToken) ? message.Id : null;
    }

    // Discord trims what it is sent; taking that for another answer would send this one twice.
    private static bool IsSame(string shown, string? sent) =>
        shown.Where(static c => !char.IsWhiteSpace(c)).SequenceEqual((sent ?? "").Where(static c => !char.IsWhiteSpace(c)));

    private Task<DiscordMessage> CreateAsync(DiscordPayload payload, string nonce, CancellationToken cancellationToken)
    {
        var message = new MessageCreate(payload.Content, nonce) { MessageReference = payload.ReplyTo is { } id ? new(id) : null, Components = payload.Components, Flags = Flags(0) };
        return context.Messages.CreateAsync(payload.Channel, message, payload.File, Urgency.Final, cancellationToken);
    }

    // The outbox id alone would repeat when a store is begun anew, and Discord would swallow the reply. At most 25 characters.
    private static string NonceOf(OutboxEntry entry)
    {
        var nonce = string.Create(CultureInfo.InvariantCulture, $"{entry.Id}.{entry.CreatedAt.ToUnixTimeSeconds()}");
        return nonce.Length <= 25 ? nonce : entry.Id.ToString(CultureInfo.InvariantCulture);
    }
}
