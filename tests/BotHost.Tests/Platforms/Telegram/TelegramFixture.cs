using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Bots.Fakes;
using Bots.Fakes.Telegram;

namespace Bots.BotHost.Tests.Platforms.Telegram;

/// <summary>Telegram, by long polling.</summary>
public class TelegramFixture : PlatformFixture
{
    private readonly Dictionary<string, FakeUser> _users = [];
    private FakeTelegram _telegram = null!;
    private long _people = 100;
    private long _groups = -1_000_000_000_100;
    private long _topics = 10;

    public override string Platform => "telegram";

    /// <summary>Where the methods are asked for.</summary>
    protected string ServerAddress => $"{_telegram.BaseUrl}/bot{_telegram.Token}";

    // Telegram knows no idempotency key: where a receipt is lost, the beginning of a reply may stand there a second time.
    public override Offers Offers => Offers.Groups | Offers.Threads | Offers.Buttons | Offers.Menus | Offers.Edits | Offers.Files | Offers.Refusals | Offers.Pieces;

    public override PieceLimits Limits => new(4096, 8);

    public override IReadOnlyList<string> Settings =>
    [
        $"Token={_telegram.Token}", $"BaseUrl={_telegram.BaseUrl}", "PreviewIntervalPrivateMilliseconds=100", "PreviewIntervalGroupMilliseconds=100",
        "ChatMessagesPerSecond=1000", "GroupMessagesPerMinute=10000", "MessagesPerSecond=1000",
    ];

    public override string SharedByAll => "Scope=Chat";

    public override IReadOnlyList<string> WithoutMention => ["RequireMention=false"];

    public override string Mention => $"@{_telegram.Bot.Username}";

    public override IReadOnlyCollection<string> Menu => [.. _telegram.Menus.Where(static menu => menu.Key == "default/").SelectMany(static menu => menu.Value.Split(' '))];

    public override async Task OpenAsync() => _telegram = await FakeTelegram.StartAsync();

    public override Task ConnectedAsync(string address) => Eventually.TrueAsync(() => _telegram.Updates.IsPolled, "the bot polls");

    public override Task<Person> JoinAsync(string name, bool isBot = false)
    {
        var id = ++_people;
        _users[Text(id)] = new(id, name, isBot ? $"bot{id}_bot" : null, isBot);
        return Task.FromResult(new Person($"telegram_{id}", name, Text(id)));
    }

    public override Room Private(Person person) => new(person.Number);

    public override Room Group() => new(Text(--_groups));

    public override Room Thread(Room group) => group with { Thread = Text(++_topics) };

    public override Task<Said> SayAsync(Room room, Person person, string text, string? replyTo = null)
    {
        var user = _users[person.Number];
        var update = _telegram.Says(Number(room.Chat), user.Id, text, replyTo is null ? null : Number(replyTo), room.Thread is null ? null : Number(room.Thread), user);
        return Task.FromResult(new Said(room, Text(Chat(room).Messages.Last(message => message.From == user).Id), Text(update)));
    }

    public override Task SendFileAsync(Room room, Person person, string name, string content)
    {
        _telegram.Store(name, Encoding.UTF8.GetBytes(content), $"documents/{name}");
        _telegram.Sends(Number(room.Chat), Number(person.Number), new JsonObject
        {
            ["document"] = new JsonObject { ["file_id"] = name, ["file_unique_id"] = "u1", ["file_name"] = name, ["mime_type"] = "text/plain", ["file_size"] = content.Length },
        });
        return Task.CompletedTask;
    }

    public override Task EditAsync(Said said, string text)
    {
        _telegram.Edits(Number(said.Room.Chat), Number(said.MessageId), text);
        return Task.CompletedTask;
    }

    public override void Press(Room room, Person person, Seen message, string label)
    {
        var markup = Chat(room).Messages.Single(shown => Text(shown.Id) == message.Id).Current.Markup;
        _telegram.Presses(Number(room.Chat), Number(person.Number), Number(message.Id), ButtonsOf(markup).First(button => button.Label == label).Data);
    }

    public override Task RepeatAsync(Said said)
    {
        _telegram.Updates.SendAgain(Number(said.DeliveryId));
        return Task.CompletedTask;
    }

    public override IReadOnlyList<Seen> SeenIn(Room room) => [.. Chat(room).BotMessages
        .Where(message => message.From == _telegram.Bot && (room.Thread is null || message.ThreadId == Number(room.Thread))).Select(static message => ToSeen(message))];

    public override int TypingIn(Room room) => Chat(room).TypingShown;

    public override void RefuseNext(Refusal refusal) =>
        _telegram.Faults.Next("editMessageText", refusal == Refusal.Outage ? new Fault.Raw(502, "<html>Bad Gateway</html>") : Fault.TooMany(2));

    public override void LoseNextReceipt() => _telegram.Faults.Next("editMessageText", new Fault.Cut(Done: true));

    public override Task LeaveAsync(Room room)
    {
        Chat(room).Block();
        return Task.CompletedTask;
    }

    public override Task ReturnAsync(Room room)
    {
        Chat(room).Unblock();
        return Task.CompletedTask;
    }

    public override void AssertBehaved() => Assert.Empty(_telegram.Violations);

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _telegram.DisposeAsync();
    }

    private static Seen ToSeen(FakeMessage message)
    {
        var shown = message.Current;
        return new(Text(message.Id), shown.Text)
        {
            IsUnfinished = shown.Text.EndsWith('…'),
            Buttons = [.. ButtonsOf(shown.Markup).Select(static button => button.Label)],
            File = message.File is { } file ? Encoding.UTF8.GetString(file.Content) : null,
            Harm = shown.Entities?.Any(static entity => entity!["type"]!.GetValue<string>() is "mention" or "text_mention") == true ? "it pings people" : null,
        };
    }

    private static IEnumerable<(string Label, string Data)> ButtonsOf(string? markup) => markup is null ? []
        : JsonNode.Parse(markup)!["inline_keyboard"]!.AsArray().SelectMany(static row => row!.AsArray())
            .Select(static button => (button!["text"]!.GetValue<string>(), button["callback_data"]!.GetValue<string>()));

    private FakeChat Chat(Room room) => _telegram.Chat(Number(room.Chat));

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
