using Bots.Fakes;
using Bots.Fakes.Discord;
using Bots.Fakes.Discord.World;
using Bots.HostUnderTest;

namespace Bots.BotHost.Tests;

/// <summary>The whole program on a fake Discord: commands, buttons and suggestions as a user sees them.</summary>
public sealed class DiscordHostTests
{
    [Fact]
    public async Task Conversations_are_listed_completed_and_switched_for_their_user_alone()
    {
        await using var discord = await FakeDiscord.StartAsync(new() { LimitsRates = false });
        using var folder = new TempFolder();
        var channel = discord.AddChannel(discord.AddGuild());
        var ann = discord.AddUser("Ann");
        await using var host = await HostProcess.StartAsync(folder.Path, ("Bots:discord:Token", discord.Token), ("Bots:discord:BaseUrl", discord.BaseUrl), ("Bots:discord:CdnUrl", discord.CdnUrl));
        await Eventually.TrueAsync(() => discord.Gateway.Listening > 0 && discord.Commands().Count > 10, "connected");
        discord.UserSays(channel, ann, $"<@{discord.Bot.Id}> about bread");
        await Eventually.TrueAsync(() => channel.BotTexts.Any(static text => !text.Contains('▌', StringComparison.Ordinal)), "an answer");

        await AnsweredAsync(discord.UserRuns(channel, ann, "new"));
        var list = await AnsweredAsync(discord.UserRuns(channel, ann, "sessions"));
        var typed = discord.UserTypes(channel, ann, "sessions", "text", "bread");
        await Eventually.TrueAsync(() => typed.Choices.Count == 1, "a suggestion");
        var press = discord.UserPresses(list, ann, $"1. {typed.Choices[0]}");
        await Eventually.TrueAsync(() => press.FollowUps.Count == 1, "the switch");

        Assert.Contains("about bread", typed.Choices[0], StringComparison.Ordinal);
        Assert.StartsWith("We are in", press.FollowUps[0].Content, StringComparison.Ordinal);
        Assert.True(list.IsEphemeral && press.FollowUps[0].IsEphemeral);
        Assert.Empty(discord.Violations);
        Assert.Empty(discord.Oddities);
    }

    [Fact]
    public async Task A_shared_channel_suggests_its_own_conversations_and_nothing_to_the_blocked()
    {
        await using var discord = await FakeDiscord.StartAsync(new() { LimitsRates = false });
        using var folder = new TempFolder();
        var (guild, blockedGuild) = (discord.AddGuild(), discord.AddGuild());
        var (channel, other) = (discord.AddChannel(guild), discord.AddChannel(blockedGuild));
        var (ann, bob, carl) = (discord.AddUser("Ann"), discord.AddUser("Bob"), discord.AddUser("Carl"));
        await using var host = await HostProcess.StartAsync(folder.Path,
            ("Bots:discord:Token", discord.Token), ("Bots:discord:BaseUrl", discord.BaseUrl), ("Bots:discord:Scope", "Channel"),
            ("Bots:discord:Access:Block:Users", $"{bob.Id}"), ("Bots:discord:Access:Block:Guilds", $"{blockedGuild.Id}"));
        await Eventually.TrueAsync(() => discord.Gateway.Listening > 0 && discord.Commands().Count > 10, "connected");
        discord.UserSays(channel, ann, $"<@{discord.Bot.Id}> about bread");
        await Eventually.TrueAsync(() => channel.BotTexts.Any(static text => !text.Contains('▌', StringComparison.Ordinal)), "an answer");

        var typed = new[] { (channel, carl), (channel, bob), (other, carl), (discord.Dm(ann), ann) }.Select(asked => discord.UserTypes(asked.Item1, asked.Item2, "sessions", "text", "bread")).ToList();
        await Eventually.TrueAsync(() => typed.TrueForAll(static one => one.ResponseType == 8), "all suggestions");

        Assert.Contains("about bread", Assert.Single(typed[0].Choices), StringComparison.Ordinal);
        Assert.All(typed.Skip(1), static one => Assert.Empty(one.Choices));
        Assert.Empty(discord.Violations);
    }

    [Fact]
    public async Task A_mention_that_is_added_to_a_message_is_answered_once()
    {
        await using var discord = await FakeDiscord.StartAsync(new() { LimitsRates = false });
        using var folder = new TempFolder();
        var channel = discord.AddChannel(discord.AddGuild());
        var ann = discord.AddUser("Ann");
        await using var host = await HostProcess.StartAsync(folder.Path, ("Bots:discord:Token", discord.Token), ("Bots:discord:BaseUrl", discord.BaseUrl));
        await Eventually.TrueAsync(() => discord.Gateway.Listening > 0 && discord.Commands().Count > 10, "connected");
        var said = discord.UserSays(channel, ann, "My name is Ann");

        discord.UserEdits(said, $"<@{discord.Bot.Id}> My name is Ann");
        await Eventually.TrueAsync(() => channel.BotTexts.Any(static text => text.Contains("Ann", StringComparison.Ordinal) && !text.Contains('▌', StringComparison.Ordinal)), "an answer");
        discord.UserSays(channel, ann, $"<@{discord.Bot.Id}> My name is Annabel");
        await Eventually.TrueAsync(() => channel.BotTexts.Any(static text => text.Contains("Annabel", StringComparison.Ordinal) && !text.Contains('▌', StringComparison.Ordinal)), "a further answer");

        Assert.Equal(2, channel.BotTexts.Count);
        Assert.Empty(discord.Violations);
    }

    [Fact]
    public async Task A_deleted_message_leaves_a_note_in_the_history()
    {
        await using var discord = await FakeDiscord.StartAsync(new() { LimitsRates = false });
        using var folder = new TempFolder();
        var ann = discord.AddUser("Ann");
        var dm = discord.Dm(ann);
        await using var host = await HostProcess.StartAsync(folder.Path, ("Bots:discord:Token", discord.Token), ("Bots:discord:BaseUrl", discord.BaseUrl));
        await Eventually.TrueAsync(() => discord.Gateway.Listening > 0 && discord.Commands().Count > 10, "connected");
        var said = discord.UserSays(dm, ann, "my secret");
        await Eventually.TrueAsync(() => dm.BotTexts.Any(static text => !text.Contains('▌', StringComparison.Ordinal)), "an answer");

        discord.Delete(said);
        var shown = "";
        // The deletion has no answer of its own: the history shows when it was followed.
        for (var i = 0; i < 50 && !shown.Contains("deleted this message", StringComparison.Ordinal); i++) shown = (await AnsweredAsync(discord.UserRuns(dm, ann, "history"))).Content;

        Assert.Contains("deleted this message", shown, StringComparison.Ordinal);
        Assert.Empty(discord.Violations);
    }

    [Fact]
    public async Task A_changed_question_is_answered_again_in_its_thread_when_its_author_presses()
    {
        await using var discord = await FakeDiscord.StartAsync(new() { LimitsRates = false });
        using var folder = new TempFolder();
        var channel = discord.AddChannel(discord.AddGuild());
        var ann = discord.AddUser("Ann");
        await using var host = await HostProcess.StartAsync(folder.Path,
            ("Bots:discord:Token", discord.Token), ("Bots:discord:BaseUrl", discord.BaseUrl), ("Bots:discord:Threads", "true"));
        await Eventually.TrueAsync(() => discord.Gateway.Listening > 0, "connected");
        var said = discord.UserSays(channel, ann, $"<@{discord.Bot.Id}> about bread");
        await Eventually.TrueAsync(() => said.HasThread && discord.Channel(said.Id).BotTexts is [var text] && !text.Contains('▌', StringComparison.Ordinal), "an answer in the thread");
        var thread = discord.Channel(said.Id);

        discord.UserEdits(said, $"<@{discord.Bot.Id}> about butter");
        await Eventually.TrueAsync(() => thread.BotTexts.Count == 2, "the offer");
        var offer = thread.Messages[^1];
        discord.UserPresses(offer, ann, "Answer again");
        await Eventually.TrueAsync(() => offer.Components == "[]" && !offer.Content.Contains('▌', StringComparison.Ordinal), "the new answer");

        Assert.Equal(("about bread", 2), (thread.Name, thread.BotTexts.Count));
        Assert.DoesNotContain("You changed", offer.Content, StringComparison.Ordinal);
        Assert.Empty(channel.BotTexts);
        Assert.Empty(discord.Violations);
    }

    private static async Task<FakeMessage> AnsweredAsync(FakeInteraction run)
    {
        await Eventually.TrueAsync(() => run.Original is { IsLoading: false }, "an answer to the command");
        return run.Original!;
    }
}
