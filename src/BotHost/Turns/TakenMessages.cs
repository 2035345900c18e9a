using Bots.Adapters;
using Bots.BotHost.Stores;
using Bots.Sessions;

namespace Bots.BotHost.Turns;

/// <summary>Tells changes of messages that were taken from changes of those that never were for the bot: of these nothing is stored. Thread-safe.</summary>
/// <remarks>What this process took in groups is known by heart, up to a limit; for what came before, the history of the conversation is asked.</remarks>
internal sealed class TakenMessages(DeliveryStores stores, Unanswered unanswered)
{
    private const int Most = 10_000;

    private readonly Lock _lock = new();
    private readonly HashSet<(string Bot, string Chat, string Message)> _taken = [];

    /// <summary>The messages without the changes of others; the rest counts as taken from now on.</summary>
    public async ValueTask<IReadOnlyList<InboundMessage>> OursAsync(IReadOnlyList<InboundMessage> messages, CancellationToken cancellationToken)
    {
        if (!messages.Any(static message => message.IsGroup)) return messages;
        var ours = new List<InboundMessage>(messages.Count);
        foreach (var message in messages)
        {
            if (!message.IsOverheard || await IsTakenAsync(message, cancellationToken)) ours.Add(message);
            if (message is { IsGroup: true, IsEdit: false, IsDeletion: false, Press: null, Reaction: null }) Add(message);
        }

        return ours;
    }

    private void Add(InboundMessage message)
    {
        if (KeyOf(message) is not { } key) return;
        lock (_lock)
        {
            if (_taken.Count >= Most) _taken.Clear();
            _taken.Add(key);
        }
    }

    private async ValueTask<bool> IsTakenAsync(InboundMessage message, CancellationToken cancellationToken)
    {
        if (KeyOf(message) is not { } key) return false;
        lock (_lock)
        {
            if (_taken.Contains(key)) return true;
        }

        var session = await stores.Aliases.ResolveAsync(message.SessionKey, cancellationToken);
        if (!await stores.Sessions.SessionExistsAsync(session, cancellationToken)) return false;
        return MessageTag.IndexOf((await unanswered.ReadAsync(session, cancellationToken)).Messages, key.Chat, key.Message) >= 0;
    }

    private static (string Bot, string Chat, string Message)? KeyOf(InboundMessage message) =>
        message.Address.MessageId is { } id ? (message.Bot, message.Address.ChatId, id) : null;
}
