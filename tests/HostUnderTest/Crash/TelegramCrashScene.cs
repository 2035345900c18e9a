using Bots.Fakes.Telegram;

namespace Bots.HostUnderTest.Crash;

/// <summary>A private chat on Telegram.</summary>
public sealed class TelegramCrashScene : ICrashScene
{
    private readonly FakeTelegram _telegram;

    private TelegramCrashScene(FakeTelegram telegram) => _telegram = telegram;

    public string Platform => "telegram";

    public IReadOnlyList<(string Key, string Value)> Settings =>
    [
        ("Bots:telegram:Token", _telegram.Token), ("Bots:telegram:BaseUrl", _telegram.BaseUrl), ("Bots:telegram:PreviewIntervalPrivateMilliseconds", "100"),
        ("Bots:telegram:ChatMessagesPerSecond", "1000"), ("Bots:telegram:MessagesPerSecond", "1000"), ("Bots:web:Enabled", "false"),
    ];

    public IReadOnlyList<string> Violations => _telegram.Violations;

    public static async Task<ICrashScene> StartAsync() => new TelegramCrashScene(await FakeTelegram.StartAsync());

    public void Watch(Action<string> pass) => _telegram.Step = pass;

    public void Say(string text) => _telegram.UserSays(1, text);

    public Task<IReadOnlyList<string>> ShownAsync() => Task.FromResult<IReadOnlyList<string>>([.. _telegram.Chat(1).BotMessages.Select(static message => message.Text)]);

    public bool IsPreview(string shown) => shown.EndsWith('…');

    public bool IsQuiet(string folder) => _telegram.Updates.IsPolled && _telegram.Updates.Waiting.Count == 0;

    public Task<string> SessionKeyAsync() => Task.FromResult("bot_telegram_1");

    public ValueTask DisposeAsync() => _telegram.DisposeAsync();
}
