namespace Bots.Adapters.Telegram.Intake;

/// <summary>Remembers a little of what groups say, each chat and topic by itself: see <see cref="GroupTalk"/>.</summary>
/// <remarks>Thread-safe. It lives as long as the process: background that a restart loses is no message lost.</remarks>
/// <param name="most">Messages kept per chat as background; 0 for none.</param>
internal sealed class GroupMemory(int most)
{
    private const int MostChats = 1_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Chat, string? Thread), (GroupTalk Talk, long Used)> _chats = [];
    private long _uses;

    /// <summary>Begins to take messages in. None of them is remembered before <see cref="Attempt.Commit"/>: when they could not be stored, the next
    /// attempt comes to the same.</summary>
    public Attempt Begin() => new(this);

    private GroupTalk TalkIn((string, string?) place)
    {
        lock (_lock) return _chats.TryGetValue(place, out var chat) ? chat.Talk : new(most);
    }

    private void Remember((string, string?) place, GroupTalk talk)
    {
        lock (_lock)
        {
            if (_chats.Count >= MostChats && !_chats.ContainsKey(place)) _chats.Remove(_chats.MinBy(static chat => chat.Value.Used).Key);
            _chats[place] = (talk, _uses++);
        }
    }

    /// <summary>One attempt to take messages in and store them. Not thread-safe.</summary>
    public sealed class Attempt(GroupMemory memory)
    {
        private readonly Dictionary<(string Chat, string? Thread), GroupTalk> _changed = [];

        /// <summary>What to answer now that this group message arrived: nothing, the message, or the message with parts of it that came before.</summary>
        public IReadOnlyList<InboundMessage> Take(InboundMessage message, bool forUs)
        {
            var place = (message.Address.ChatId, message.Address.ThreadId);
            var talk = _changed.TryGetValue(place, out var changed) ? changed : memory.TalkIn(place);
            (_changed[place], var taken) = talk.After(message, forUs);
            return taken;
        }

        /// <summary>Everything is stored: remember it.</summary>
        public void Commit()
        {
            foreach (var (place, talk) in _changed) memory.Remember(place, talk);
            _changed.Clear();
        }
    }
}
