using Bots.Adapters.Discord.Gateway;

namespace Bots.Adapters.Discord.Intake;

/// <summary>Remembers whose conversation the last messages belong to: Discord says of a deleted message only that it is gone. Thread-safe.</summary>
internal sealed class SeenMessages
{
    private const int Most = 10_000;
    private const int MostSaved = 100;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, DiscordSeenMessage> _byId = [];
    private readonly Queue<string> _order = new();

    /// <summary>Notes accepted messages of a place where the author cannot be told from the place.</summary>
    public void Add(InboundMessage message)
    {
        if (message is not { IsGroup: true, Press: null, IsEdit: false, IsDeletion: false, Address: { MessageId: { } id } address }) return;
        Keep(new(id, message.SessionKey, message.UserId, address.ChatId, address.ThreadId) { IsShared = message.IsShared });
    }

    public void Load(IEnumerable<DiscordSeenMessage> messages)
    {
        foreach (var message in messages) Keep(message);
    }

    public DiscordSeenMessage? Find(string messageId)
    {
        lock (_lock) return _byId.GetValueOrDefault(messageId);
    }

    /// <summary>The newest ones, which the next process is to know.</summary>
    public IReadOnlyList<DiscordSeenMessage> Newest()
    {
        lock (_lock) return [.. _order.Skip(Math.Max(0, _order.Count - MostSaved)).Select(id => _byId[id])];
    }

    private void Keep(DiscordSeenMessage message)
    {
        lock (_lock)
        {
            if (!_byId.TryAdd(message.Id, message)) return;
            _order.Enqueue(message.Id);
            if (_order.Count > Most) _byId.Remove(_order.Dequeue());
        }
    }
}
