using System.Text.Json.Nodes;

namespace Bots.Fakes.Telegram;

/// <summary>A message as everyone in the chat sees it.</summary>
public sealed class FakeMessage(FakeChat chat, long id, FakeUser from, DateTimeOffset sentAt)
{
    private volatile FakeVersion[] _history = [];

    public FakeChat Chat => chat;

    public long Id => id;

    public FakeUser From => from;

    /// <summary>Every text the message ever had, oldest first.</summary>
    public IReadOnlyList<FakeVersion> History => _history;

    public long? ReplyTo { get; init; }

    public long? ThreadId { get; init; }

    public FakeFile? File { get; set; }

    /// <summary>True when it came without a notification.</summary>
    public bool IsSilent { get; init; }

    public bool Deleted { get; set; }

    public bool IsFromBot => from.IsBot;

    public FakeVersion Current => History[^1];

    public string Text => Current.Text;

    /// <summary>The data of the button that is labelled so.</summary>
    public string DataOf(string label) => JsonNode.Parse(Current.Markup ?? throw new InvalidOperationException("The message has no buttons."))!["inline_keyboard"]!.AsArray()
        .SelectMany(static row => row!.AsArray()).First(button => button!["text"]!.GetValue<string>() == label)!["callback_data"]!.GetValue<string>();

    /// <summary>Changes what it says; under the fake's lock.</summary>
    internal void Add(FakeVersion version) => _history = [.. _history, version];

    public JsonObject ToJson()
    {
        var json = new JsonObject { ["message_id"] = id, ["from"] = from.ToJson(), ["chat"] = chat.ToJson(), ["date"] = sentAt.ToUnixTimeSeconds() };
        if (History.Count > 1) json["edit_date"] = Current.At.ToUnixTimeSeconds();
        if (ThreadId is { } thread) (json["message_thread_id"], json["is_topic_message"]) = (thread, chat.IsForum);
        if (File is { } file) json["document"] = new JsonObject { ["file_id"] = $"file-{chat.Id}-{id}", ["file_unique_id"] = $"u{id}", ["file_name"] = file.Name, ["file_size"] = file.Content.Length };
        else json["text"] = Text;
        if (Current.Entities is { Count: > 0 } entities) json["entities"] = entities.DeepClone();
        if (Current.Markup is { } markup) json["reply_markup"] = JsonNode.Parse(markup);
        if (ReplyTo is { } reply && chat.Find(reply) is { } original) json["reply_to_message"] = original.ToJson();
        return json;
    }
}

/// <summary>One text of a message.</summary>
public sealed record FakeVersion(string Text, JsonArray? Entities, string? Markup, DateTimeOffset At)
{
    /// <summary>True when nobody could tell the two apart.</summary>
    public bool LooksLike(FakeVersion other) => Text == other.Text && Markup == other.Markup && JsonNode.DeepEquals(Entities ?? [], other.Entities ?? []);
}

/// <summary>A user or a bot.</summary>
public sealed record FakeUser(long Id, string FirstName, string? Username = null, bool IsBot = false)
{
    public JsonObject ToJson()
    {
        var json = new JsonObject { ["id"] = Id, ["is_bot"] = IsBot, ["first_name"] = FirstName };
        if (Username is not null) json["username"] = Username;
        return json;
    }
}
