using System.Collections.Concurrent;
using Bots.Adapters;
using Bots.BotHost.Stores;
using Bots.Sessions;

namespace Bots.BotHost.Turns;

/// <summary>Lets the conversations of a chat go on when the chat gets another id: an alias leads from the new chat's key to the old one's.</summary>
internal sealed class ChatMoves(DeliveryStores stores)
{
    // Only moves that happened are remembered: another host may note one at any time.
    private readonly ConcurrentDictionary<string, string> _known = new(StringComparer.Ordinal);

    /// <summary>Makes a move durable.</summary>
    public ValueTask NoteAsync(ChatChange.Moved move, CancellationToken cancellationToken) => stores.Aliases.SetAsync(move.ToKey, move.FromKey, cancellationToken);

    /// <summary>The messages with the keys that their conversations began under.</summary>
    public async ValueTask<IReadOnlyList<InboundMessage>> ApplyAsync(IReadOnlyList<InboundMessage> messages, CancellationToken cancellationToken)
    {
        if (!messages.Any(static message => message.IsGroup)) return messages;
        var moved = new InboundMessage[messages.Count];
        for (var i = 0; i < moved.Length; i++) moved[i] = messages[i] with { SessionKey = await KeyOfAsync(messages[i], cancellationToken) };
        return moved;
    }

    private async ValueTask<string> KeyOfAsync(InboundMessage message, CancellationToken cancellationToken)
    {
        if (!message.IsGroup || SessionKey.ChatOf(message.SessionKey) is not { } chat) return message.SessionKey;
        if (!_known.TryGetValue(chat, out var earlier))
        {
            earlier = await stores.Aliases.ResolveAsync(chat, cancellationToken);
            // An alias of a shared conversation (after /new) is no move.
            if (earlier == chat || SessionKey.ChatOf(earlier) != earlier) return message.SessionKey;
            _known[chat] = earlier;
        }

        return SessionKey.MoveChat(message.SessionKey, chat, earlier);
    }
}
