using System.Collections.Concurrent;

namespace Bots.Adapters.Telegram.Replies;

/// <summary>Groups that became supergroups, as far as this process heard. Telegram says it again to whoever writes to the old id.</summary>
internal sealed class MovedChats
{
    private const long LastSupergroup = -1_000_000_000_000;

    private readonly ConcurrentDictionary<long, long> _moved = new();

    /// <summary>Whether a chat can become another one: a group that is no supergroup yet.</summary>
    public static bool MayMove(long chatId) => chatId is < 0 and > LastSupergroup;

    public void Add(long fromChatId, long toChatId) => _moved[fromChatId] = toChatId;

    /// <summary>The message for the chat as it is called now.</summary>
    public TelegramPayload Follow(TelegramPayload payload) => _moved.TryGetValue(payload.ChatId, out var now) ? payload.Moved(now) : payload;
}
