using Bots.Adapters.Discord.Gateway;

namespace Bots.Adapters.Discord.Intake;

/// <summary>Remembers whose conversation the last messages belong to: Discord says of a deleted message only that it is gone, and of what happens while no session listens nothing. Thread-safe.</summary>
internal sealed class SeenMessages
{
    private const int Most = 10_000;
    private const int MostSaved = 200;
    private const int MostExpected = 2_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, DiscordSeenMessage> _byId = [];
    private readonly Queue<string> _order = new();
    private readonly HashSet<string> _expected = [];
    private readonly Queue<string> _expectedOrder = new();

    /// <summary>Notes an accepted message.</summary>
    public void Add(InboundMessage message)
    {
        if (message is not { Press: null, IsEdit: false, IsDeletion: false, Address: { MessageId: { } id } address }) return;
        Keep(new(id, message.SessionKey, message.UserId, address.ChatId, address.ThreadId) { IsShared = message.IsShared, IsDirect = !message.IsGroup });
    }

    public void Load(IEnumerable<DiscordSeenMessage> messages)
    {
        foreach (var message in messages) Keep(message);
    }

    /// <summary>Notes a message that waits to be taken in: it may be changed before it is accepted.</summary>
    public void Expect(string messageId)
    {
        lock (_lock)
        {
            if (!_expected.Add(messageId)) return;
            _expectedOrder.Enqueue(messageId);
            if (_expectedOrder.Count > MostExpected) _expected.Remove(_expectedOrder.Dequeue());
        }
    }

    /// <summary>Whether a message was accepted, or may yet be.</summary>
    public bool Knows(ReadOnlySpan<char> messageId)
    {
        lock (_lock) return _byId.GetAlternateLookup<ReadOnlySpan<char>>().ContainsKey(messageId) || _expected.GetAlternateLookup<ReadOnlySpan<char>>().Contains(messageId);
    }

    public DiscordSeenMessage? Find(string messageId)
    {
        lock (_lock) return _byId.GetValueOrDefault(messageId);
    }

    /// <summary>Those of a channel or thread, and those of the threads in it, oldest first.</summary>
    public IReadOnlyList<DiscordSeenMessage> Around(string channelId)
    {
        lock (_lock) return [.. Known().Where(message => message.ChatId == channelId || message.ThreadId == channelId)];
    }

    /// <summary>What is deleted is not looked for any more.</summary>
    public void Forget(IEnumerable<string?> messageIds)
    {
        lock (_lock)
        {
            foreach (var id in messageIds) _byId.Remove(id ?? "");
        }
    }

    /// <summary>The newest ones, which the next process is to know.</summary>
    public IReadOnlyList<DiscordSeenMessage> Newest()
    {
        lock (_lock) return [.. Known().TakeLast(MostSaved)];
    }

    private IEnumerable<DiscordSeenMessage> Known() => _order.Select(id => _byId.GetValueOrDefault(id)).OfType<DiscordSeenMessage>();

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
