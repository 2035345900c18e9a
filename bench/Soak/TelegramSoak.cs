using Bots.Fakes.Telegram;

namespace Bots.Bench.Soak;

/// <summary>Private chats on the fake Bot API server, whose flood limits are lifted: it is the host that is measured.</summary>
internal sealed class TelegramSoak(FakeTelegram telegram) : ISoakPlatform
{
    public IReadOnlyList<(string Key, string Value)> Settings =>
    [
        ("Bots:telegram:Token", telegram.Token), ("Bots:telegram:BaseUrl", telegram.BaseUrl),
        ("Bots:telegram:ChatMessagesPerSecond", "1000"), ("Bots:telegram:MessagesPerSecond", "10000"),
    ];

    public int Violations => telegram.Violations.Count;

    public async Task ConnectedAsync()
    {
        while (!telegram.Updates.IsPolled) await Task.Delay(20);
    }

    public void Say(int user, string text) => telegram.UserSays(user + 1, text);

    public IReadOnlyList<ShownReply> Shown(int user) =>
        [.. telegram.Chat(user + 1).BotMessages.Select(static message => new ShownReply(message.Text, message.History[0].At, message.Current.At))];

    public void Break(Random random)
    {
        var method = random.Next(30) switch { 0 => "getUpdates", < 4 => "sendChatAction", < 17 => "sendMessage", _ => "editMessageText" };
        telegram.Faults.Next(method, random.Next(5) switch
        {
            0 => Fault.TooMany(1),
            1 => Fault.Error(502, "Bad Gateway"),
            2 => new Fault.Cut(Done: false),
            // A poll whose answer is lost loses nothing: the updates wait for an offset.
            3 => new Fault.Cut(Done: true),
            _ => new Fault.Hold(Task.Delay(2_000)),
        });
    }

    public ValueTask DisposeAsync() => telegram.DisposeAsync();
}
