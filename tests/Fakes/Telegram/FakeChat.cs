using System.Text.Json.Nodes;

namespace Bots.Fakes.Telegram;

/// <summary>A chat with its messages. Positive ids are private chats, ids from -1000000000000 down supergroups, others groups.</summary>
public sealed class FakeChat(long id, Lock gate, MessageNumbers numbers)
{
    private readonly List<FakeMessage> _messages = [];

    public long Id => id;

    public string Title { get; set; } = "Test chat";

    public bool IsForum { get; set; }

    /// <summary>The topics of a forum.</summary>
    public HashSet<long> Topics { get; } = [];

    /// <summary>What every send is refused with, for example because the user blocked the bot; null for nothing.</summary>
    public BotApiException? Refusal { get; set; }

    /// <summary>Every native draft shown, oldest first; one number is one draft that changes.</summary>
    public List<(long Id, string Text)> Drafts { get; } = [];

    /// <summary>How often "typing" was shown.</summary>
    public int TypingShown { get; set; }

    public string Type => id > 0 ? "private" : IsSupergroup(id) ? "supergroup" : "group";

    internal static bool IsSupergroup(long id) => id <= -1_000_000_000_000;

    /// <summary>The visible messages, oldest first.</summary>
    public IReadOnlyList<FakeMessage> Messages
    {
        get
        {
            lock (gate) return [.. _messages.Where(static message => !message.Deleted)];
        }
    }

    /// <summary>The visible messages of bots.</summary>
    public IReadOnlyList<FakeMessage> BotMessages => [.. Messages.Where(static message => message.IsFromBot)];

    public void Block() => Refusal = new(403, "Forbidden: bot was blocked by the user");

    public void Kick() => Refusal = new(403, "Forbidden: bot was kicked from the group chat");

    public void Unblock() => Refusal = null;

    public void MigrateTo(long newId) => Refusal = new(400, "Bad Request: group chat was upgraded to a supergroup chat") { MigrateTo = newId };

    public JsonObject ToJson()
    {
        var json = new JsonObject { ["id"] = id, ["type"] = Type };
        if (id > 0) json["first_name"] = $"User{id}";
        else json["title"] = Title;
        if (IsForum) json["is_forum"] = true;
        return json;
    }

    internal FakeMessage? Find(long messageId) => _messages.Find(message => message.Id == messageId && !message.Deleted);

    internal FakeMessage Add(FakeUser from, DateTimeOffset at, FakeVersion version, long? replyTo, long? threadId, bool isSilent = false)
    {
        var message = new FakeMessage(this, numbers.Next(), from, at) { ReplyTo = replyTo, ThreadId = threadId, IsSilent = isSilent };
        message.Add(version);
        _messages.Add(message);
        return message;
    }
}
