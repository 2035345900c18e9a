namespace Bots.Fakes.Discord.World;

/// <summary>A channel, a thread or a direct conversation.</summary>
public sealed class FakeChannel(string id, int type, string name)
{
    private readonly Lock _lock = new();
    private readonly List<FakeMessage> _messages = [];
    private readonly List<FakeMessage> _created = [];
    private int _typings;

    public string Id => id;

    /// <summary>0 text, 1 direct, 11 public thread, 15 forum.</summary>
    public int Type => type;

    public string Name => name;

    public FakeGuild? Guild { get; init; }

    /// <summary>The channel a thread belongs to.</summary>
    public string? ParentId { get; init; }

    /// <summary>Who opened a thread.</summary>
    public string? OwnerId { get; init; }

    /// <summary>The other side of a direct conversation.</summary>
    public FakeUser? Recipient { get; init; }

    /// <summary>True where the bot is no member: a user brought it along, and only interactions reach it.</summary>
    public bool IsForeign { get; init; }

    /// <summary>True for a thread that was put away: the next message brings it back, and until then nothing in it can be changed.</summary>
    public bool IsArchived { get; set; }

    /// <summary>When set, threads cannot be opened here: refused with this error code (50013, 160006, ...).</summary>
    public int? ThreadRefusal { get; set; }

    /// <summary>When set, nothing can be written in threads of this channel: refused with this error code (50013, ...).</summary>
    public int? InThreadsRefusal { get; set; }

    /// <summary>When set, every request to the channel is refused with this error code (50001, 50013, 50007, 10003, ...).</summary>
    public int? Refusal { get; set; }

    /// <summary>True where the bot may not read the history: lists of messages are empty, and no message can be replied to.</summary>
    public bool HidesHistory { get; set; }

    /// <summary>How often typing was shown.</summary>
    public int Typings => Volatile.Read(ref _typings);

    /// <summary>The messages that can be seen now, oldest first.</summary>
    public IReadOnlyList<FakeMessage> Messages
    {
        get
        {
            lock (_lock) return [.. _messages];
        }
    }

    /// <summary>The texts of the bot that can be seen now, oldest first.</summary>
    public IReadOnlyList<string> BotTexts => [.. Messages.Where(static message => message.Author.IsBot).Select(static message => message.Content)];

    /// <summary>Every message that was created with a nonce, those that are deleted included.</summary>
    internal IReadOnlyList<FakeMessage> Created
    {
        get
        {
            lock (_lock) return [.. _created];
        }
    }

    internal void Add(FakeMessage message)
    {
        lock (_lock)
        {
            _messages.Add(message);
            if (message.Nonce is not null) _created.Add(message);
        }
    }

    internal bool Remove(string messageId)
    {
        lock (_lock) return _messages.RemoveAll(message => message.Id == messageId) > 0;
    }

    internal FakeMessage? Find(string messageId)
    {
        lock (_lock) return _messages.Find(message => message.Id == messageId);
    }

    internal void CountTyping() => Interlocked.Increment(ref _typings);
}
