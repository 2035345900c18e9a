using System.Text;
using System.Text.Json.Nodes;
using Bots.Fakes;
using Bots.Fakes.Discord;
using Bots.Fakes.Discord.World;

namespace Bots.BotHost.Tests.Platforms.Discord;

/// <summary>Discord, by gateway and HTTP.</summary>
public sealed class DiscordFixture : PlatformFixture
{
    private const string Messages = "POST /channels/{channel_id}/messages";
    private const int CannotMessageUser = 50007;

    private readonly Dictionary<string, FakeUser> _users = [];
    private FakeDiscord _discord = null!;
    private FakeGuild _guild = null!;

    public override string Platform => "discord";

    public override Offers Offers => Offers.Groups | Offers.Threads | Offers.Buttons | Offers.Menus | Offers.Edits | Offers.Files | Offers.Refusals | Offers.IdempotentSends | Offers.Pieces;

    public override PieceLimits Limits => new(2000, 8);

    public override IReadOnlyList<string> Settings => [$"Token={_discord.Token}", $"BaseUrl={_discord.BaseUrl}", $"CdnUrl={_discord.CdnUrl}", "PreviewIntervalMilliseconds=100"];

    public override string SharedByAll => "Scope=Channel";

    public override IReadOnlyList<string> WithoutMention => ["RequireMention=false", "MessageContentIntent=true"];

    public override string Mention => $"<@{_discord.Bot.Id}>";

    public override IReadOnlyCollection<string> Menu => [.. _discord.Commands().Select(static command => command.Name)];

    public override async Task OpenAsync()
    {
        _discord = await FakeDiscord.StartAsync(new() { LimitsRates = false });
        _guild = _discord.AddGuild();
    }

    // What is said before the first session is not heard by any bot.
    public override async Task ConnectedAsync(string address)
    {
        await Eventually.TrueAsync(() => _discord.Gateway.Listening > 0, "the bot listens");
        // And knows it: a host that ends before would have to begin a second session at once, which Discord does not like.
        using var http = new HttpClient();
        for (var end = Environment.TickCount64 + 30_000; !(await http.GetAsync(new Uri($"{address}/readyz"))).IsSuccessStatusCode;)
        {
            Assert.True(Environment.TickCount64 < end, "the bot is connected");
            await Task.Delay(10);
        }
    }

    public override Task<Person> JoinAsync(string name, bool isBot = false)
    {
        var user = _discord.AddUser(name, isBot);
        _users[user.Id] = user;
        return Task.FromResult(new Person($"discord_{user.Id}", name, user.Id));
    }

    public override Room Private(Person person) => new(_discord.Dm(_users[person.Number]).Id);

    public override Room Group() => new(_discord.AddChannel(_guild).Id);

    public override Room Thread(Room group) => group with { Thread = _discord.AddThread(Channel(group)).Id };

    public override Task<Said> SayAsync(Room room, Person person, string text, string? replyTo = null)
    {
        var original = replyTo is null ? null : Channel(room).Messages.Single(message => message.Id == replyTo);
        var message = _discord.UserSays(Channel(room), _users[person.Number], text, original);
        return Task.FromResult(new Said(room, message.Id, message.Id));
    }

    public override Task RunAsync(Room room, Person person, string command, string argument = "")
    {
        (string, string)[] options = argument.Length == 0 ? [] : [("text", argument)];
        _discord.UserRuns(Channel(room), _users[person.Number], command, options);
        return Task.CompletedTask;
    }

    public override Task SendFileAsync(Room room, Person person, string name, string content)
    {
        _discord.UserSays(Channel(room), _users[person.Number], "", files: [new FakeFile(_discord.NextId(), name, "text/plain", Encoding.UTF8.GetBytes(content))]);
        return Task.CompletedTask;
    }

    public override Task EditAsync(Said said, string text)
    {
        _discord.UserEdits(Find(said), text);
        return Task.CompletedTask;
    }

    public override void Press(Room room, Person person, Seen message, string label) =>
        _discord.UserPresses(Channel(room).Messages.Single(shown => shown.Id == message.Id), _users[person.Number], label);

    public override Task RepeatAsync(Said said)
    {
        _discord.SendAgain(Find(said));
        return Task.CompletedTask;
    }

    public override IReadOnlyList<Seen> SeenIn(Room room) => [.. Channel(room).Messages.Where(message => message.Author.Id == _discord.Bot.Id).Select(static message => ToSeen(message))];

    public override int TypingIn(Room room) => Channel(room).Typings;

    public override void RefuseNext(Refusal refusal)
    {
        if (refusal == Refusal.Outage) _discord.Rest.Fail(502, Messages);
        else _discord.Rest.Limit("user", TimeSpan.FromSeconds(2), Messages);
    }

    public override void LoseNextReceipt() => _discord.Rest.LoseAnswer(Messages);

    public override Task LeaveAsync(Room room)
    {
        Channel(room).Refusal = CannotMessageUser;
        return Task.CompletedTask;
    }

    public override Task ReturnAsync(Room room)
    {
        Channel(room).Refusal = null;
        return Task.CompletedTask;
    }

    public override void AssertBehaved()
    {
        Assert.Empty(_discord.Violations);
        Assert.Empty(_discord.Oddities);
    }

    public override ValueTask DisposeAsync() => _discord.DisposeAsync();

    private static Seen ToSeen(FakeMessage message)
    {
        var text = message.Content;
        return new(message.Id, text)
        {
            IsUnfinished = message.IsLoading || text.EndsWith('▌'),
            Buttons = message.Components.Length == 0 ? [] : [.. LabelsOf(message.Components)],
            File = message.Files is [var file, ..] ? Encoding.UTF8.GetString(file.Content) : null,
            Harm = message.AllowedMentions?.Contains("\"parse\":[]", StringComparison.Ordinal) == true ? null : "it pings people",
        };
    }

    private static IEnumerable<string> LabelsOf(string components) => JsonNode.Parse(components)!.AsArray().SelectMany(static row => row!["components"]!.AsArray())
        .SelectMany(static component => component!["options"]?.AsArray() ?? [component.DeepClone()])
        .Select(static one => one!["label"]!.GetValue<string>());

    private FakeMessage Find(Said said) => Channel(said.Room).Messages.Single(message => message.Id == said.MessageId);

    private FakeChannel Channel(Room room) => _discord.Channel(room.Thread ?? room.Chat);
}
