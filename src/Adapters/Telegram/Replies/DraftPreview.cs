using Bots.Adapters.Telegram.Api;

namespace Bots.Adapters.Telegram.Replies;

/// <summary>Shows a growing text as a native draft, with the client's own stop control where the server has one. Leaves nothing behind.</summary>
/// <remarks>Private chats only; a draft is gone after about 30 seconds unless it is shown again (Bot API, sendMessageDraft).</remarks>
internal sealed class DraftPreview(ITelegramClient client, TelegramPayload place, long draftId) : IPreview
{
    public bool IsShown { get; private set; }

    public string? Id => null;

    public TimeSpan? Lifetime => TimeSpan.FromSeconds(20);

    public async Task ShowAsync(string text)
    {
        await client.CallAsync(new SendMessageDraft(place.ChatId, draftId, text) { MessageThreadId = place.ThreadId, CanStop = true, KeepOnStop = true }, CancellationToken.None);
        IsShown = true;
    }
}
