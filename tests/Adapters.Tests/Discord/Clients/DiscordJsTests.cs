using Bots.Fakes;
using Bots.Fakes.Discord;
using Bots.Fakes.Discord.World;

namespace Bots.Adapters.Tests.Discord.Clients;

/// <summary>The fake server, judged by a client nobody here wrote.</summary>
public sealed class DiscordJsTests : IAsyncLifetime
{
    private FakeDiscord _fake = null!;

    public async Task InitializeAsync() => _fake = await FakeDiscord.StartAsync();

    public async Task DisposeAsync() => await _fake.DisposeAsync();

    [DiscordJsFact]
    public async Task It_logs_in_receives_answers_edits_and_interacts()
    {
        var guild = _fake.AddGuild();
        var channel = _fake.AddChannel(guild);
        var thread = _fake.AddThread(channel);
        var ann = _fake.AddUser("Ann");
        await using var bot = DiscordJs.Start(_fake);
        await bot.SaysAsync("READY Testbot 1 1");

        _fake.UserSays(channel, ann, "hello");
        _fake.UserSays(thread, ann, "in a thread");
        _fake.UserSays(_fake.Dm(ann), ann, "privately");
        await Answered(channel, "echo: hello", bot);
        await Answered(thread, "echo: in a thread", bot);
        await Answered(_fake.Dm(ann), "echo: privately", bot);
        await bot.SaysAsync("MESSAGE thread");
        await bot.SaysAsync("MESSAGE dm");
        Assert.Equal("thinking", channel.Messages[^1].Edits.Single().Content);
        Assert.Equal("hello", channel.Messages[^1].ReplyTo?.Content);
        Assert.Equal(1, channel.Typings);

        await Interacts(channel, ann, bot);
        Assert.Equal("ping", _fake.Commands().Single().Name);
        Assert.Empty(_fake.Violations);
        Assert.DoesNotContain(bot.Lines, static line => line.Contains("Error", StringComparison.OrdinalIgnoreCase));
    }

    [DiscordJsFact]
    public async Task It_resumes_after_a_cut_and_gets_what_it_missed()
    {
        var channel = _fake.AddChannel(_fake.AddGuild());
        var ann = _fake.AddUser("Ann");
        await using var bot = DiscordJs.Start(_fake);
        await bot.SaysAsync("READY");

        _fake.Gateway.Cut();
        await Eventually.TrueAsync(() => _fake.Gateway.Listening == 0, "the cut");
        _fake.UserSays(channel, ann, "missed");

        await Answered(channel, "echo: missed", bot);
        await bot.SaysAsync("RESUMED");
        Assert.Equal((1, 1), (_fake.Gateway.Identifies, _fake.Gateway.ConnectsToResumeUrl));
        Assert.Empty(_fake.Violations);
    }

    [DiscordJsFact]
    public async Task It_obeys_the_limits_of_requests_it_learns()
    {
        var channel = _fake.AddChannel(_fake.AddGuild());
        var ann = _fake.AddUser("Ann");
        await using var bot = DiscordJs.Start(_fake);
        await bot.SaysAsync("READY");
        _fake.Rest.Limit("shared", TimeSpan.FromSeconds(0.2), "POST /channels/{channel_id}/messages");

        for (var i = 0; i < 7; i++) _fake.UserSays(channel, ann, $"number {i}");

        await Eventually.TrueAsync(() => Enumerable.Range(0, 7).All(i => channel.BotTexts.Contains($"echo: number {i}")), "seven answers", 60);
        Assert.Empty(_fake.Violations);
    }

    private async Task Interacts(FakeChannel channel, FakeUser ann, DiscordJs bot)
    {
        var ping = _fake.UserRuns(channel, ann, "ping", ("text", "me"));
        await Happens(() => ping.FollowUps.Count == 1, "a follow-up", bot);
        Assert.Equal((5, "pong me", "and more"), (ping.ResponseType, ping.Original?.Content, ping.FollowUps[0].Content));

        var answer = channel.Messages.First(static message => message.Author.IsBot);
        var click = _fake.UserPresses(answer, ann, "Again");
        await Happens(() => click.Original is not null, "an answer to the button", bot);
        Assert.True(click.Original!.IsEphemeral);

        var choice = _fake.UserPresses(answer, ann, "Blue");
        await Happens(() => choice.FollowUps.Count == 1, "an answer to the select", bot);
        Assert.Equal((6, "chosen b in 0", "[]", true), (choice.ResponseType, answer.Content, answer.Components, choice.FollowUps[0].IsEphemeral));

        var typed = _fake.UserTypes(channel, ann, "ping", "text", "x");
        await Happens(() => typed.Choices.Count == 1, "choices", bot);
        Assert.Equal("x-1", typed.Choices[0]);
    }

    private Task Answered(FakeChannel channel, string text, DiscordJs bot) => Happens(() => channel.BotTexts.Contains(text), text, bot);

    private async Task Happens(Func<bool> condition, string what, DiscordJs bot)
    {
        try
        {
            await Eventually.TrueAsync(condition, what);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"{exception.Message}; discord.js: {string.Join(" | ", bot.Lines)}; violations: {string.Join(" | ", _fake.Violations)}");
        }
    }
}
