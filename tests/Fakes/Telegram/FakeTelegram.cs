using System.Text.Json.Nodes;

namespace Bots.Fakes.Telegram;

/// <summary>A Bot API server on a port of its own that checks every request against the published facts and behaves like the real one.</summary>
/// <remarks>Thread-safe. Updates wait until an offset confirms them, whatever becomes of the bot's process.</remarks>
public sealed class FakeTelegram : IAsyncDisposable
{
    public const string DefaultToken = "424242:TEST-a-token-that-only-the-fake-knows";

    private readonly Lock _gate = new();
    private readonly Dictionary<long, FakeChat> _chats = [];
    private readonly MessageNumbers _numbers = new();
    private readonly List<FakeCall> _calls = [];
    private readonly List<string> _violations = [];
    private readonly Dictionary<string, string?> _callbacks = [];
    private readonly Dictionary<string, string> _menus = [];
    private readonly Dictionary<string, (string Path, byte[] Content)> _files = [];
    private readonly BotMethods _methods;
    private readonly FakeTelegramServer _server;
    private readonly TimeProvider _time;

    private FakeTelegram(string token, TimeProvider time)
    {
        (Token, _time) = (token, time);
        _methods = new(this);
        _server = new(this);
        Limits = new(time);
    }

    /// <summary>Where the server listens, for <c>Bots:telegram:BaseUrl</c>.</summary>
    public string BaseUrl { get; private set; } = "";

    /// <summary>The one token that is accepted.</summary>
    public string Token { get; set; }

    public FakeUser Bot { get; } = new(424242, "Test Bot", "test_bot", IsBot: true);

    public FakeFaults Faults { get; } = new();

    public FakeFloodLimits Limits { get; }

    public UpdateFeed Updates { get; } = new();

    /// <summary>Called with every step before it is taken: a call arrived, updates were confirmed, a call was carried out and is about to be answered.
    /// When it throws, the client is gone.</summary>
    public Action<string>? Step { get; set; }

    /// <summary>The webhook in force; while there is one, polling is refused.</summary>
    public string? WebhookUrl { get; set; }

    /// <summary>What a webhook's requests carry as their secret, or null.</summary>
    public string? WebhookSecret { get; set; }

    /// <summary>What was wrong with requests so far; a test ends with an empty list.</summary>
    public IReadOnlyList<string> Violations => Locked(() => _violations.ToArray());

    /// <summary>Every call so far.</summary>
    public IReadOnlyList<FakeCall> Calls => Locked(() => _calls.ToArray());

    internal DateTimeOffset Now => _time.GetUtcNow();

    public static async Task<FakeTelegram> StartAsync(string token = DefaultToken, int port = 0, TimeProvider? time = null)
    {
        var fake = new FakeTelegram(token, time ?? TimeProvider.System);
        fake.BaseUrl = await fake._server.StartAsync(port);
        return fake;
    }

    public IReadOnlyList<FakeCall> CallsOf(string method) => [.. Calls.Where(call => call.Method.Equals(method, StringComparison.OrdinalIgnoreCase))];

    /// <summary>The chat with this id, made when it is new.</summary>
    public FakeChat Chat(long id) => Locked(() => _chats.TryGetValue(id, out var chat) ? chat : _chats[id] = new(id, _gate, FakeChat.IsSupergroup(id) ? new() : _numbers));

    /// <summary>A user writes to the bot in private; returns the update's id.</summary>
    public long UserSays(long userId, string text) => Says(userId, userId, text);

    /// <summary>A user writes in a chat; returns the update's id.</summary>
    public long Says(long chatId, long userId, string text, long? replyTo = null, long? threadId = null, FakeUser? from = null) => Locked(() =>
    {
        var chat = Chat(chatId);
        if (threadId is { } topic) chat.Topics.Add(topic);
        chat.IsForum |= threadId is not null && chatId < 0;
        var entities = FakeText.Detect(text);
        var message = chat.Add(from ?? new(userId, $"User{userId}"), Now, new(text, entities, null, Now), replyTo, threadId);
        return Updates.Push("message", message.ToJson());
    });

    /// <summary>A message like <see cref="Says"/>, with further fields or other values, as raw JSON.</summary>
    public long Sends(long chatId, long userId, JsonObject fields) => Locked(() =>
    {
        var chat = Chat(chatId);
        var json = chat.Add(new(userId, $"User{userId}"), Now, new("", [], null, Now), null, null).ToJson();
        json.Remove("text");
        foreach (var (name, value) in fields) json[name] = value?.DeepClone();
        return Updates.Push("message", json);
    });

    /// <summary>A user changes a message of theirs; returns the update's id.</summary>
    public long Edits(long chatId, long messageId, string text) => Locked(() =>
    {
        var message = Chat(chatId).Find(messageId)!;
        message.Add(new(text, FakeText.Detect(text), null, Now));
        return Updates.Push("edited_message", message.ToJson());
    });

    /// <summary>A user reacts to a message; returns the update's id.</summary>
    public long Reacts(long chatId, long userId, long messageId, string emoji) => Locked(() => Updates.Push("message_reaction", new JsonObject
    {
        ["chat"] = Chat(chatId).ToJson(), ["message_id"] = messageId, ["user"] = new FakeUser(userId, $"User{userId}").ToJson(), ["date"] = Now.ToUnixTimeSeconds(),
        ["old_reaction"] = new JsonArray(), ["new_reaction"] = new JsonArray(new JsonObject { ["type"] = "emoji", ["emoji"] = emoji }),
    }));

    /// <summary>The bot's standing in a chat changes (<c>kicked</c>, <c>member</c>), and with it whether it may write; returns the update's id.</summary>
    public long Standing(long chatId, long userId, string status) => Locked(() =>
    {
        var chat = Chat(chatId);
        if (status is "kicked" or "left") chat.Block();
        else chat.Unblock();
        return Updates.Push("my_chat_member", new JsonObject
        {
            ["chat"] = chat.ToJson(), ["from"] = new FakeUser(userId, $"User{userId}").ToJson(), ["date"] = Now.ToUnixTimeSeconds(),
            ["old_chat_member"] = new JsonObject { ["status"] = status == "member" ? "kicked" : "member", ["user"] = Bot.ToJson() },
            ["new_chat_member"] = new JsonObject { ["status"] = status, ["user"] = Bot.ToJson() },
        });
    });

    /// <summary>A group becomes a supergroup: sends to the old id are refused with the new one; returns the update's id.</summary>
    public long Migrates(long chatId, long userId, long newId) => Locked(() =>
    {
        Chat(newId);
        var id = Sends(chatId, userId, new JsonObject { ["migrate_to_chat_id"] = newId });
        Chat(chatId).MigrateTo(newId);
        return id;
    });

    /// <summary>The user presses the stop control of a native draft; returns the update's id.</summary>
    public long StopsDraft(long chatId, long draftId) => Locked(() => Updates.Push("stopped_message_generation", new JsonObject { ["chat"] = Chat(chatId).ToJson(), ["draft_id"] = draftId }));

    /// <summary>Puts a file on the server; what users send refers to it by this id.</summary>
    public void Store(string fileId, byte[] content, string path = "documents/file_1.bin") => Locked(() => _files[fileId] = (path, content));

    /// <summary>A user presses a button of a bot's message; returns the update's id.</summary>
    public long Presses(long chatId, long userId, long messageId, string data) => Locked(() =>
    {
        var message = Chat(chatId).Find(messageId)!;
        if (message.Current.Markup?.Contains($"\"callback_data\":{JsonValue.Create(data).ToJsonString()}", StringComparison.Ordinal) != true)
            throw new InvalidOperationException($"The message has no button \"{data}\": {message.Current.Markup ?? "no buttons at all"}");
        var id = $"press-{_callbacks.Count + 1}";
        _callbacks[id] = null;
        return Updates.Push("callback_query", new JsonObject
        {
            ["id"] = id, ["from"] = new FakeUser(userId, $"User{userId}").ToJson(), ["message"] = message.ToJson(), ["chat_instance"] = "1", ["data"] = data,
        });
    });

    /// <summary>Presses that the bot has not answered.</summary>
    public int UnansweredPresses => Locked(() => _callbacks.Count(static pair => pair.Value is null));

    /// <summary>What the bot told those who pressed, in the order of the presses; null for presses without an answer yet.</summary>
    public IReadOnlyList<string?> PressAnswers => Locked(() => _callbacks.OrderBy(static pair => pair.Key.Length).ThenBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => pair.Value).ToList());

    /// <summary>The menus of commands by scope and language, for example <c>default/de</c>, <c>chat 7/</c>: the commands' names.</summary>
    public IReadOnlyDictionary<string, string> Menus => Locked(() => new Dictionary<string, string>(_menus));

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    internal FakeChat? Known(long id) => _chats.GetValueOrDefault(id);

    internal JsonNode AnswerCallback(string id, string? text)
    {
        if (!_callbacks.ContainsKey(id)) throw new BotApiException(400, "Bad Request: query is too old and response timeout expired or query ID is invalid");
        _callbacks[id] = text ?? "";
        return true;
    }

    internal JsonNode FileOf(string fileId) => _files.TryGetValue(fileId, out var file)
        ? new JsonObject { ["file_id"] = fileId, ["file_unique_id"] = $"u{fileId}", ["file_size"] = file.Content.Length, ["file_path"] = file.Path }
        : throw new BotApiException(400, "Bad Request: wrong file_id or the file is temporarily unavailable");

    /// <summary>The content at a path, or null.</summary>
    internal byte[]? ContentAt(string path) => Locked(() => _files.Values.FirstOrDefault(file => file.Path == path).Content);

    internal JsonNode SetMenu(BotRequest request, bool delete)
    {
        var chat = request.Json("scope")?["chat_id"] is { } id ? $" {id}" : "";
        var name = $"{request.Json("scope")?["type"]?.GetValue<string>() ?? "default"}{chat}/{request.Text("language_code")}";
        if (delete) _menus.Remove(name);
        else _menus[name] = string.Join(' ', ((JsonArray)request.Json("commands")!).Select(static command => command!["command"]!.GetValue<string>()));
        return true;
    }

    internal void Complain(IEnumerable<string> problems)
    {
        lock (_gate) _violations.AddRange(problems);
    }

    internal FakeCall Note(BotRequest request)
    {
        var call = new FakeCall(request.Method, request, Now);
        lock (_gate) _calls.Add(call);
        return call;
    }

    internal JsonNode? Call(BotRequest request)
    {
        lock (_gate) return _methods.Call(request);
    }

    private T Locked<T>(Func<T> read)
    {
        lock (_gate) return read();
    }
}
