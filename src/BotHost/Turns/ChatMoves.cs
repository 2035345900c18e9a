using System.Collections.Concurrent;
using Bots.Adapters;
using Bots.BotHost.Stores;
using Bots.Sessions;

namespace Bots.BotHost.Turns;

/// <summary>Lets the conversations of a chat go on when the chat gets another id: an alias leads from the new chat's key to the old one's, and
/// messages of the new chat have their place behind those of the old one, in the inbox and in the outbox.</summary>
internal sealed class ChatMoves(DeliveryStores stores)
{
    // Only moves that happened are remembered: another host may note one at any time.
    private readonly ConcurrentDictionary<string, string> _known = new(StringComparer.Ordinal);

    /// <summary>Makes a move durable.</summary>
    public ValueTask NoteAsync(ChatChange.Moved move, CancellationToken cancellationToken) => stores.Aliases.SetAsync(move.ToKey, move.FromKey, cancellationToken);

    /// <summary>The name under which replies to the changed chat keep their order: see <see cref="ChatAddress.Lane"/>.</summary>
    public async ValueTask<string> LaneOfAsync(ChatChange change, CancellationToken cancellationToken) =>
        change.ChatKey is { } chat && await FormerAsync(chat, cancellationToken) is { } former ? IdOf(former) : change.ChatId;

    /// <summary>The messages with the keys that their conversations began under, and with the chat's first id as their lane.</summary>
    public async ValueTask<IReadOnlyList<InboundMessage>> ApplyAsync(IReadOnlyList<InboundMessage> messages, CancellationToken cancellationToken)
    {
        if (!messages.Any(static message => message.IsGroup)) return messages;
        var moved = new InboundMessage[messages.Count];
        for (var i = 0; i < moved.Length; i++) moved[i] = await ApplyAsync(messages[i], cancellationToken);
        return moved;
    }

    /// <summary>The message with the key that its conversation began under, and with the chat's first id as its lane.</summary>
    public async ValueTask<InboundMessage> ApplyAsync(InboundMessage message, CancellationToken cancellationToken)
    {
        if (!message.IsGroup || SessionKey.ChatOf(message.SessionKey) is not { } chat) return message;
        if (await FormerAsync(chat, cancellationToken) is not { } former) return message;
        return message with { SessionKey = SessionKey.MoveChat(message.SessionKey, chat, former), Address = message.Address with { FormerChatId = IdOf(former) } };
    }

    /// <summary>The key of a chat under its first id; null for one that has not moved.</summary>
    private async ValueTask<string?> FormerAsync(string chat, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(chat, out var former)) return former;
        former = await stores.Aliases.ResolveAsync(chat, cancellationToken);
        // An alias of a shared conversation (after /new) is no move.
        return former == chat || SessionKey.ChatOf(former) != former ? null : _known.GetOrAdd(chat, former);
    }

    private static string IdOf(string chatKey) => chatKey[(chatKey.LastIndexOf('_') + 1)..];
}
