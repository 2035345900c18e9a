using Bots.Adapters.Telegram.Api;
using Bots.Adapters.Telegram.Sending;

namespace Bots.Adapters.Telegram.Replies;

/// <summary>Shows a growing text by editing one message. A request under way is never torn off: nobody could say whether it had come through.</summary>
internal sealed class MessagePreview(ITelegramClient client, TelegramPayload place, PreviewSettings settings) : IPreview
{
    private readonly InlineKeyboardMarkup? _button = settings.Options.StopButton ? Keyboard.Stop(settings.Asker) : null;
    private PreviewId _id = settings.Earlier;

    public bool IsShown => Message is not null;

    public string? Id => IsShown ? _id.ToString() : null;

    public TimeSpan? Lifetime => null;

    private MessageRef? Message => _id.Shown ?? _id.Stale;

    public async Task ShowAsync(string text)
    {
        if (Message is { } shown) await client.CallAsync(PreviewRequest.Edit(shown, text) with { ReplyMarkup = _button }, CancellationToken.None);
        else await SendAsync(text);
    }

    private async Task SendAsync(string text)
    {
        var isStale = settings.Options.FinalAsNewMessage;
        var request = PreviewRequest.For(place, text) with { Priority = SendPriority.Preview, ReplyMarkup = _button, DisableNotification = isStale ? true : null };
        var sent = new MessageRef(place.ChatId, (await client.CallAsync(request, CancellationToken.None)).MessageId);
        _id = isStale ? new(null, sent) : new(sent, null);
        await settings.PreviewShown(_id.ToString(), CancellationToken.None);
    }
}
