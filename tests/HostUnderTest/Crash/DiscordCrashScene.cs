using Bots.Fakes.Discord;
using Bots.Fakes.Discord.World;

namespace Bots.HostUnderTest.Crash;

/// <summary>A direct conversation on Discord.</summary>
public sealed class DiscordCrashScene : ICrashScene
{
    private readonly FakeDiscord _discord;
    private readonly FakeUser _user;
    private readonly FakeChannel _channel;

    private DiscordCrashScene(FakeDiscord discord)
    {
        _discord = discord;
        _user = discord.AddUser("user");
        _channel = discord.Dm(_user);
    }

    public string Platform => "discord";

    public IReadOnlyList<(string Key, string Value)> Settings =>
    [
        ("Bots:discord:Token", _discord.Token), ("Bots:discord:BaseUrl", _discord.BaseUrl), ("Bots:discord:PreviewIntervalMilliseconds", "100"),
        ("Bots:web:Enabled", "false"),
    ];

    public IReadOnlyList<string> Violations => _discord.Violations;

    public static async Task<ICrashScene> StartAsync() =>
        new DiscordCrashScene(await FakeDiscord.StartAsync(new() { LimitsRates = false, HeartbeatInterval = TimeSpan.FromSeconds(2) }));

    public void Watch(Action<string> pass) => _discord.Step = pass;

    public void Say(string text) => _discord.UserSays(_channel, _user, text);

    public Task<IReadOnlyList<string>> ShownAsync() =>
        Task.FromResult<IReadOnlyList<string>>([.. _channel.Messages.Where(message => message.Author.Id == _discord.Bot.Id).Select(static message => message.Content)]);

    public bool IsPreview(string shown) => shown.EndsWith('▌');

    /// <summary>A bot hears nothing of what was said before its first session, so that has to be saved first.</summary>
    // Before the first session is saved the file only tells of its identify.
    public bool IsQuiet(string folder) => _discord.Gateway.Listening > 0 && Path.Combine(folder, "data", "discord-discord-0.json") is var saved
        && File.Exists(saved) && !File.ReadAllText(saved).Contains("\"SessionId\":\"\"", StringComparison.Ordinal);

    public Task<string> SessionKeyAsync() => Task.FromResult($"bot_discord_{_user.Id}");

    public ValueTask DisposeAsync() => _discord.DisposeAsync();
}
