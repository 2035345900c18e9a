using System.Text.Json.Nodes;
using Bots.Fakes;
using Bots.Fakes.Discord;
using Bots.Fakes.Discord.World;
using Microsoft.Extensions.Logging;
using static Bots.BotHost.Tests.Access.AccessScene;

namespace Bots.BotHost.Tests.Access;

/// <summary>Who may write, as people on Discord see it.</summary>
public sealed class DiscordAccessTests : IAsyncLifetime
{
    private readonly FakeDiscordOptions _options = new();
    private FakeDiscord _discord = null!;
    private AccessScene _scene = null!;
    private FakeUser _owner = null!;
    private FakeUser _bob = null!;

    public async Task InitializeAsync()
    {
        _discord = await FakeDiscord.StartAsync(_options);
        _scene = AccessScene.Of($"--Bots:discord:Token={_discord.Token}", $"--Bots:discord:BaseUrl={_discord.BaseUrl}");
        (_owner, _bob) = (_discord.AddUser("Olivia"), _discord.AddUser("Bob"));
    }

    public async Task DisposeAsync()
    {
        await _scene.DisposeAsync();
        await _discord.DisposeAsync();
        Assert.Empty(_discord.Violations);
    }

    [Fact]
    public async Task The_owner_claims_the_bot_and_lets_a_stranger_in_by_button()
    {
        await StartAsync();
        await ClaimAsync();
        Press("/access pair");
        await UntilAsync(() => Last(_owner), "I ask you");

        Say(_bob, "My name is Bob");
        await UntilAsync(() => Last(_bob), "Your code is");
        await UntilAsync(() => Last(_owner), "wants to write to me");
        Press($"/access approve discord_{_bob.Id}");
        await UntilAsync(() => Last(_bob), "You may write to me now");
        Say(_bob, "My name is Robert");

        await UntilAsync(() => Last(_bob), "Robert");
    }

    [Fact]
    public async Task Servers_channels_and_roles_open_the_bot_to_their_people_and_a_block_shuts_it()
    {
        var (home, other) = (_discord.AddGuild("home"), _discord.AddGuild("other"));
        var (lobby, quiet, elsewhere) = (_discord.AddChannel(home, "lobby"), _discord.AddChannel(home, "quiet"), _discord.AddChannel(other));
        var carol = _discord.AddUser("Carol");
        other.Roles[carol.Id] = ["4242"];
        await StartAsync($"--Access:Allow:Guilds=discord_{home.Id}", "--Bots:discord:Access:Allow:Roles=4242", $"--Bots:discord:Access:Block:Channels={quiet.Id}");

        Mention(quiet, _bob, "My name is Silence");
        Mention(elsewhere, _bob, "My name is Nobody");
        Mention(elsewhere, carol, "My name is Carol");
        Mention(lobby, _bob, "My name is Bob");
        _discord.Post(new(_discord.NextId(), lobby, _discord.AddUser("hook"), $"<@{_discord.Bot.Id}> hi", DateTimeOffset.UtcNow) { IsWebhook = true, Mentions = [_discord.Bot] });
        Mention(lobby, _discord.AddUser("Other bot", isBot: true), "hi");
        await UntilAsync(() => string.Concat(Answers(lobby)), "Bob");
        await UntilAsync(() => string.Concat(Answers(elsewhere)), "Carol");
        await _scene.SettledAsync(4);

        Assert.Equal((1, 1, 0), (Answers(lobby).Count, Answers(elsewhere).Count, Answers(quiet).Count));
    }

    [Fact]
    public async Task Whoever_is_let_in_or_shut_out_by_a_role_is_so_for_what_they_wrote_while_the_bot_was_away()
    {
        var guild = _discord.AddGuild();
        var channel = _discord.AddChannel(guild);
        var carol = _discord.AddUser("Carol");
        (guild.Roles[carol.Id], guild.Roles[_bob.Id]) = (["4242"], ["4242", "666"]);
        string[] lists = ["--Bots:discord:Access:Allow:Roles=4242", "--Bots:discord:Access:Block:Roles=666"];
        await StartAsync(lists);
        Mention(channel, carol, "My name is Carol");
        await UntilAsync(() => string.Concat(Answers(channel)), "Carol");
        await _scene.SettledAsync(1);
        await _scene.StopAsync();
        _discord.Gateway.ExpireSessions();

        Mention(channel, _bob, "My name is Bob");
        Mention(channel, carol, "My name is Caroline");
        await StartAsync(lists);
        await UntilAsync(() => string.Concat(Answers(channel)), "Caroline");
        await _scene.SettledAsync(3);

        Assert.Equal(2, Answers(channel).Count);
    }

    [Fact]
    public async Task A_command_where_the_bot_is_silent_is_answered_to_its_user_alone()
    {
        var channel = _discord.AddChannel(_discord.AddGuild());
        await StartAsync("--Access:Unknown=deny");

        var command = _discord.UserRuns(channel, _bob, "help");
        await Eventually.TrueAsync(() => command.Original is { IsLoading: false }, "an answer");

        Assert.Equal("I do not answer you here.", command.Original!.Content);
        Assert.True(command.IsEphemeral);
    }

    [Fact]
    public async Task A_missing_permission_is_explained_once_in_the_log_and_to_the_owner()
    {
        var channel = _discord.AddChannel(_discord.AddGuild());
        await StartAsync();
        await ClaimAsync();
        channel.Refusal = 50013;

        Mention(channel, _bob, "hello");
        await UntilAsync(() => Last(_owner), "Send Messages");
        Mention(channel, _bob, "hello again");
        await _scene.SettledAsync(3);

        Assert.Contains($"<#{channel.Id}>", Last(_owner), StringComparison.Ordinal);
        Assert.Equal(2, _discord.Dm(_owner).BotTexts.Count);
        Assert.Single(_scene.Logs.Of(LogLevel.Warning), line => line.Contains("Missing Permissions", StringComparison.Ordinal) && line.Contains(channel.Id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Beyond_the_rate_limit_no_thread_is_opened_and_that_it_was_too_fast_is_said_in_the_channel()
    {
        _options.LimitsRates = false;
        var channel = _discord.AddChannel(_discord.AddGuild());
        await StartAsync("--Bots:discord:Threads=true", "--Access:RateLimit:Burst=2", "--Access:RateLimit:MessagesPerMinute=1");

        for (var number = 0; number < 6; number++) Mention(channel, _bob, $"My name is Bob {number}");
        await _scene.SettledAsync(6);
        for (var number = 6; number < 10; number++) Mention(channel, _bob, $"My name is Bob {number}");
        await _scene.SettledAsync(10);

        Assert.Equal(["Bob 0", "Bob 1"], channel.Messages.Where(static message => message.HasThread).Select(static message => message.Content[^5..]));
        Assert.Contains("more than I take at once", Assert.Single(Answers(channel)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_threads_can_be_opened_and_not_written_in_everyone_is_answered_in_the_channel_and_that_is_explained_once()
    {
        _options.LimitsRates = false;
        var channel = _discord.AddChannel(_discord.AddGuild());
        channel.InThreadsRefusal = 50013;
        await StartAsync("--Bots:discord:Threads=true");
        await ClaimAsync();

        for (var number = 0; number < 4; number++) Mention(channel, _bob, $"My name is Bob{number}");
        await _scene.SettledAsync(5);
        Mention(channel, _bob, "My name is Robert");
        await UntilAsync(() => string.Concat(Answers(channel)), "Robert");

        Assert.False(channel.Messages.Single(static message => message.Content.EndsWith("Robert", StringComparison.Ordinal) && !message.Author.IsBot).HasThread);
        Assert.All(Enumerable.Range(0, 4), number => Assert.Contains(Answers(channel), text => text.Contains($"Bob{number}", StringComparison.Ordinal)));
        Assert.Single(Answers(channel), static text => text.Contains("Send Messages in Threads", StringComparison.Ordinal));
        Assert.Single(_discord.Dm(_owner).BotTexts);
    }

    [Fact]
    public async Task A_thread_in_which_nothing_can_be_written_any_more_is_told_of_once_per_channel()
    {
        _options.LimitsRates = false;
        var channel = _discord.AddChannel(_discord.AddGuild());
        var threads = new[] { _discord.AddThread(channel), _discord.AddThread(channel) };
        channel.InThreadsRefusal = 50013;
        await StartAsync();
        await ClaimAsync();

        foreach (var thread in threads) Mention(thread, _bob, "hello");
        await _scene.SettledAsync(3);
        await UntilAsync(() => Last(_owner), "Send Messages in Threads");

        Assert.Contains($"<#{channel.Id}>", Last(_owner), StringComparison.Ordinal);
        Assert.Equal(2, _discord.Dm(_owner).BotTexts.Count);
    }

    [Fact]
    public async Task A_missing_intent_is_explained_once_in_the_log_and_to_the_owner()
    {
        var dm = _discord.Dm(_owner);
        await _scene.GiveAsync("discord", new($"discord_{_owner.Id}") { Place = new(dm.Id, $"bot_discord_{_owner.Id}") });
        _options.DisallowedIntents = 1 << 15;

        await _scene.StartAsync("--Bots:discord:MessageContentIntent=true");
        await UntilAsync(() => Last(_owner), "Privileged Gateway Intents");

        Assert.Single(_scene.Logs.Of(LogLevel.Error), static line => line.Contains("4014", StringComparison.Ordinal));
    }

    private async Task StartAsync(params string[] more)
    {
        await _scene.StartAsync(more);
        await Eventually.TrueAsync(() => _discord.Gateway.Listening > 0 && _discord.Commands().Count > 0, "the bot is connected");
    }

    private async Task ClaimAsync()
    {
        Say(_owner, $"/owner {_scene.OwnerCode}");
        await UntilAsync(() => Last(_owner), "This bot is yours now");
    }

    private void Say(FakeUser user, string text) => _discord.UserSays(_discord.Dm(user), user, text);

    private void Mention(FakeChannel channel, FakeUser user, string text) => _discord.UserSays(channel, user, $"<@{_discord.Bot.Id}> {text}");

    private List<string> Answers(FakeChannel channel) => [.. channel.Messages.Where(message => message.Author.Id == _discord.Bot.Id).Select(static message => message.Content)];

    private string? Last(FakeUser user) => Answers(_discord.Dm(user)).LastOrDefault();

    /// <summary>The owner presses the button that says this, on the last message that has it.</summary>
    private void Press(string data)
    {
        var message = _discord.Dm(_owner).Messages.Last(message => message.Components.Contains(data, StringComparison.Ordinal));
        var button = JsonNode.Parse(message.Components)!.AsArray().SelectMany(static row => row!["components"]!.AsArray())
            .First(button => button!["custom_id"]!.GetValue<string>().EndsWith(data, StringComparison.Ordinal));
        _discord.UserClicks(message, _owner, button!["custom_id"]!.GetValue<string>());
    }
}
