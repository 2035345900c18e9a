using Bots.Adapters;
using Bots.Agents.Memory;
using Bots.BotHost.Stores;
using Bots.Sessions;

namespace Bots.BotHost.Turns;

/// <summary>Long-term memory as turns use it: only where nobody but the user reads the answer.</summary>
internal sealed class TurnMemory(DeliveryStores stores, LongTermMemory? memory, TimeProvider time)
{
    /// <summary>What to recall from for this message; null in groups, where the answer has other readers, and where nothing is remembered.</summary>
    public LongTermMemory? For(InboundMessage message) => IsAlone(message) ? memory : null;

    /// <summary>Everything known about the user of this message, whoever reads the chat: to erase it. Null where nothing is remembered.</summary>
    public LongTermMemory? All => memory;

    /// <summary>Learns from an answered turn before it is written: repeated after a crash, it keeps nothing twice.</summary>
    public async Task LearnAsync(Turn turn)
    {
        var message = turn.Messages[0];
        if (memory is null || !turn.Messages.All(one => IsAlone(one) && IsSaid(one) && one.UserId == message.UserId)) return;
        var data = stores.Sessions.Find<ISessionCatalog>() is { } catalog ? await catalog.GetSessionAsync(turn.Session) : null;
        if (!LongTermMemory.IsPrivate(data, message.UserId)) return;
        await memory.LearnAsync(new(message.UserId, turn.Session, $"{message.Bot}/{message.DedupeId}", [.. turn.Messages.Select(static one => one.Text)])
        {
            FromIndex = data?.MessageCount ?? 0,
            At = message.SentAt == default ? time.GetUtcNow() : message.SentAt,
            Before = token => stores.Sessions.GetChatHistoryAsync(turn.Session, MemoryTurn.MostBefore, token),
        });
    }

    private static bool IsAlone(InboundMessage message) => message is { IsGroup: false, IsShared: false };

    // A pressed button, a reaction, a deletion and an offer to answer a changed message are not what the user says of themselves.
    private static bool IsSaid(InboundMessage message) => message is { IsEdit: false, IsDeletion: false, Press: null, Reaction: null };
}
