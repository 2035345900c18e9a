using Bots.Adapters.Telegram.Api;
using Bots.Adapters.Telegram.Sending;

namespace Bots.Adapters.Telegram.Replies;

/// <summary>Builds the requests that show and change previews.</summary>
internal static class PreviewRequest
{
    private static readonly LinkPreviewOptions NoLinkPreview = new(IsDisabled: true);

    /// <summary>A new message at the place of the payload.</summary>
    public static SendMessage For(TelegramPayload payload, string text) => new(payload.ChatId, text)
    {
        MessageThreadId = payload.ThreadId,
        ReplyParameters = payload.ReplyTo is { } id ? new(id) : null,
        LinkPreviewOptions = NoLinkPreview,
    };

    /// <summary>A new text for a message shown before.</summary>
    public static EditMessageText Edit(MessageRef shown, string text) => new(shown.ChatId, shown.MessageId, text)
    {
        LinkPreviewOptions = NoLinkPreview,
        Priority = SendPriority.Preview,
    };
}
