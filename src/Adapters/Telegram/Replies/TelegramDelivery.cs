using Bots.Adapters.Rendering;
using Bots.Adapters.Telegram.Api;
using Bots.Adapters.Telegram.Intake;
using Bots.Sessions.Delivery;

namespace Bots.Adapters.Telegram.Replies;

/// <summary>Delivers stored replies so that none can appear twice.</summary>
/// <remarks>Telegram knows no idempotency key, so a reply is never sent: a short preview is, its id is made durable, and then it is edited into
/// the reply. Repeating an edit changes nothing; a crash between sending and storing leaves one stray preview at worst.</remarks>
internal sealed class TelegramDelivery(ITelegramClient client, LostChats lost, MovedChats moved, TimeProvider time)
{
    private const int MostCorrections = 4;
    private const int PreviewCharacters = 30;

    private readonly DeliveryVerdict _verdict = new(time);

    /// <summary>Delivers one entry; throws only when cancelled.</summary>
    public async Task<DeliveryOutcome> DeliverAsync(OutboxEntry entry, Func<string, CancellationToken, ValueTask> previewShown, CancellationToken cancellationToken)
    {
        if (TelegramPayload.Parse(entry.Message.Payload) is not { } payload) return new DeliveryOutcome.Parked("The stored reply is no Telegram message.");
        var attempt = new Attempt(moved.Follow(payload), PreviewId.Parse(entry.Message.PreviewId));
        if (lost.Contains(TelegramPlace.Text(attempt.Payload.ChatId))) return new DeliveryOutcome.Parked("The bot was blocked or removed; the reply goes when it is back.");
        for (var corrections = 0; ; corrections++)
        {
            try
            {
                return await DeliverAsync(attempt, previewShown, cancellationToken) with { MayBeTwice = entry.IsUncertain };
            }
            catch (TelegramApiException exception)
            {
                if (corrections == MostCorrections || !Correct(attempt, exception)) return _verdict.On(exception);
            }
        }
    }

    private async Task<DeliveryOutcome.Delivered> DeliverAsync(Attempt attempt, Func<string, CancellationToken, ValueTask> previewShown, CancellationToken cancellationToken)
    {
        if (attempt.Shown is not { } shown || shown.ChatId != attempt.Payload.ChatId)
        {
            attempt.Shown = shown = await SendPreviewAsync(attempt.Payload, cancellationToken);
            await previewShown(new PreviewId(shown, attempt.Stale).ToString(), cancellationToken);
        }

        await ReplaceAsync(shown, attempt.Payload, cancellationToken);
        if (attempt.Stale is { } stale) await RemoveAsync(stale, cancellationToken);
        _verdict.Worked();
        return new DeliveryOutcome.Delivered(shown.ToString());
    }

    private async Task<MessageRef> SendPreviewAsync(TelegramPayload payload, CancellationToken cancellationToken)
    {
        var beginning = payload.Text[..CodePoints.Prefix(payload.Text, PreviewCharacters)].TrimEnd();
        var sent = await client.CallAsync(PreviewRequest.For(payload, beginning + " …"), cancellationToken);
        return new(payload.ChatId, sent.MessageId);
    }

    private async Task ReplaceAsync(MessageRef shown, TelegramPayload payload, CancellationToken cancellationToken)
    {
        try
        {
            if (payload.File is { } file) await client.CallAsync(new EditMessageDocument(shown.ChatId, shown.MessageId, file) { ReplyMarkup = payload.Buttons }, cancellationToken);
            else await client.CallAsync(new EditMessageText(shown.ChatId, shown.MessageId, payload.Text) { Entities = payload.Entities, ReplyMarkup = payload.Buttons }, cancellationToken);
        }
        catch (TelegramApiException exception) when (exception.Says("message is not modified"))
        {
            // An earlier attempt got through.
        }
    }

    private async Task RemoveAsync(MessageRef stale, CancellationToken cancellationToken)
    {
        try
        {
            await client.CallAsync(new DeleteMessage(stale.ChatId, stale.MessageId), cancellationToken);
        }
        catch (TelegramApiException exception) when (exception is { IsOutage: false, RetryAfter: null })
        {
            // It is gone already, or too old: the answer stands, and that is what counts.
        }
    }

    /// <summary>Changes what stands in the way; false when nothing can be changed.</summary>
    private bool Correct(Attempt attempt, TelegramApiException exception)
    {
        if (exception.MigrateToChatId is { } newId)
        {
            moved.Add(attempt.Payload.ChatId, newId);
            attempt.Payload = moved.Follow(attempt.Payload);
        }
        else if (exception.Says("thread not found") && attempt.Payload.ThreadId is not null)
        {
            attempt.Payload = attempt.Payload with { ThreadId = null };
        }
        else if (exception.Says("message to edit not found") || exception.Says("message can't be edited") || exception.Says("MESSAGE_ID_INVALID"))
        {
            attempt.Shown = null;
        }
        else if (exception.Code == 400 && exception.Says("entit") && attempt.Payload.Entities is not null)
        {
            attempt.Payload = attempt.Payload with { Entities = null };
        }
        else if (exception.Code == 400 && attempt is { IsEarlier: true, Shown: { } shown } && MovedChats.MayMove(shown.ChatId))
        {
            // A group that has moved refuses edits in words of its own; only a send is told where it is now.
            attempt.Shown = null;
        }
        else
        {
            return false;
        }

        return true;
    }

    private sealed class Attempt(TelegramPayload payload, PreviewId preview)
    {
        /// <summary>A preview to remove once the reply is there.</summary>
        public MessageRef? Stale => preview.Stale;

        public TelegramPayload Payload { get; set; } = payload;

        public MessageRef? Shown { get; set; } = preview.Shown;

        /// <summary>True while the message shown is the one of an earlier attempt.</summary>
        public bool IsEarlier => preview.Shown is { } earlier && earlier == Shown;
    }
}
