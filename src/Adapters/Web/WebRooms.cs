namespace Bots.Adapters.Web;

/// <summary>Which tabs each browser has open, and what they are being shown. A browser that is away costs nothing.</summary>
internal sealed class WebRooms
{
    private const int MostTabs = 16;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Room> _rooms = new(StringComparer.Ordinal);

    /// <summary>The chats of which anything is kept.</summary>
    public IReadOnlyCollection<string> Chats
    {
        get
        {
            lock (_lock) return [.. _rooms.Keys];
        }
    }

    /// <summary>True when the browser has as many tabs connected as it may.</summary>
    public bool IsFull(string chat)
    {
        lock (_lock) return _rooms.TryGetValue(chat, out var room) && room.Tabs.Count >= MostTabs;
    }

    /// <summary>Connects a tab and tells it what is going on; null when the browser has too many open.</summary>
    public WebTab? Enter(string chat)
    {
        lock (_lock)
        {
            var room = Open(chat);
            if (room.Tabs.Count >= MostTabs) return null;
            var tab = new WebTab();
            room.Tabs.Add(tab);
            tab.Post(WebEvent.Ready);
            foreach (var reply in room.Replies) tab.Post(reply.Event);
            foreach (var answer in room.Answers) tab.Touch(answer);
            return tab;
        }
    }

    public void Leave(string chat, WebTab tab) => Change(chat, room => room.Tabs.Remove(tab));

    /// <summary>Shows an answer that is being written; call again at every change.</summary>
    public void Show(string chat, WebReplyStream answer) => Change(chat, room =>
    {
        if (!room.Answers.Contains(answer)) room.Answers.Add(answer);
        room.Tabs.ForEach(tab => tab.Touch(answer));
    });

    /// <summary>The answer is not being written any more.</summary>
    public void End(string chat, WebReplyStream answer) => Change(chat, room =>
    {
        if (room.Answers.Remove(answer)) room.Tabs.ForEach(tab => tab.Touch(answer));
    });

    /// <summary>Tells every tab.</summary>
    public void Post(string chat, WebEvent item) => Change(chat, room => room.Tabs.ForEach(tab => tab.Post(item)));

    /// <summary>Shows a reply to every tab, those included that connect while it waits for its receipt; false when no tab is connected.</summary>
    public bool Show(string chat, WaitingReply reply)
    {
        lock (_lock)
        {
            if (!_rooms.TryGetValue(chat, out var room) || room.Tabs.Count == 0) return false;
            room.Replies.Add(reply);
            room.Tabs.ForEach(tab => tab.Post(reply.Event));
            return true;
        }
    }

    /// <summary>A tab shows the reply.</summary>
    public void Acknowledge(string chat, long id) => Change(chat, room => room.Replies.Find(reply => reply.Id == id)?.Acknowledge());

    /// <summary>Stops waiting for a receipt.</summary>
    public void End(string chat, WaitingReply reply) => Change(chat, room => room.Replies.Remove(reply));

    /// <summary>Ends the chat's connections, which have fallen silent.</summary>
    public void Disconnect(string chat) => Change(chat, room =>
    {
        room.Tabs.ForEach(tab => tab.Close());
        room.Tabs.Clear();
    });

    /// <summary>Ends every connection.</summary>
    public void DisconnectAll()
    {
        lock (_lock)
        {
            foreach (var tab in _rooms.Values.SelectMany(static room => room.Tabs)) tab.Close();
        }
    }

    private void Change(string chat, Action<Room> change)
    {
        lock (_lock)
        {
            var room = Open(chat);
            change(room);
            if (room.IsEmpty) _rooms.Remove(chat);
        }
    }

    private Room Open(string chat) => _rooms.TryGetValue(chat, out var room) ? room : _rooms[chat] = new();

    private sealed class Room
    {
        public List<WebTab> Tabs { get; } = [];

        public List<WebReplyStream> Answers { get; } = [];

        public List<WaitingReply> Replies { get; } = [];

        public bool IsEmpty => Tabs.Count + Answers.Count + Replies.Count == 0;
    }
}
