using Bots.Fakes.Discord;
using Bots.Fakes.Telegram;
using Bots.HostUnderTest;

namespace Bots.BotHost.Tests;

/// <summary>A short run of what <c>bench/Faults</c> does at length.</summary>
public sealed class KillTests
{
    [Theory]
    [InlineData("sqlite")]
    [InlineData("json")]
    public async Task A_host_killed_again_and_again_answers_every_web_message_once(string store)
    {
        using var scene = new WebScene(users: 3);

        var report = await KillRun.RunAsync(scene, store, kills: 6, seed: 1);

        Assert.True(report.Messages > report.Kills, $"only {report.Messages} messages were accepted: the run proves nothing");
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("json")]
    public async Task A_host_killed_again_and_again_answers_every_Telegram_message_once(string store)
    {
        await using var telegram = await FakeTelegram.StartAsync();
        var scene = new TelegramScene(telegram, users: 3);

        var report = await KillRun.RunAsync(scene, store, kills: 6, seed: 2);

        Assert.True(report.Messages > report.Kills, $"only {report.Messages} messages were accepted: the run proves nothing");
    }

    [Fact]
    public async Task A_host_killed_again_and_again_answers_every_Discord_message_once_with_no_stray()
    {
        await using var discord = await FakeDiscord.StartAsync();
        var scene = new DiscordScene(discord, users: 3);

        var report = await KillRun.RunAsync(scene, "sqlite", kills: 5, seed: 3);

        Assert.True(report.Messages > report.Kills, $"only {report.Messages} messages were accepted: the run proves nothing");
    }
}
