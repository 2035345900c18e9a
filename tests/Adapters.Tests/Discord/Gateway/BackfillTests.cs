using Bots.Fakes;

namespace Bots.Adapters.Tests.Discord.Gateway;

public sealed class BackfillTests
{
    [Fact]
    public async Task A_missed_mention_is_found_however_much_else_was_said_before_the_stop()
    {
        await using var bed = await DiscordBed.ConnectedAsync();
        await SayAsync(bed, "before");
        for (var i = 0; i < 120; i++) bed.Fake.UserSays(bed.Channel, bed.Ann, $"chatter {i}");
        await StopAsync(bed);

        bed.Fake.UserSays(bed.Channel, bed.Ann, $"<@{bed.Fake.Bot.Id}> missed");
        bed.Start();

        await bed.AcceptedAsync("before", "missed");
        Assert.Empty(bed.Logs.Warnings);
    }

    [Fact]
    public async Task A_missed_mention_is_found_however_much_else_was_said_after_the_stop()
    {
        await using var bed = await DiscordBed.ConnectedAsync();
        await SayAsync(bed, "before");
        await StopAsync(bed);

        for (var i = 0; i < 250; i++) bed.Fake.UserSays(bed.Channel, bed.Ann, $"chatter {i}");
        bed.Fake.UserSays(bed.Channel, bed.Ann, $"<@{bed.Fake.Bot.Id}> missed");
        bed.Start();

        await bed.AcceptedAsync("before", "missed");
        Assert.Empty(bed.Logs.Warnings);
    }

    [Fact]
    public async Task What_is_long_dealt_with_is_not_fetched_again()
    {
        await using var bed = await DiscordBed.ConnectedAsync();
        await SayAsync(bed, "before");
        var chatter = bed.Fake.UserSays(bed.Channel, bed.Ann, "chatter");
        await bed.LaterAsync();
        await bed.LaterAsync();
        await StopAsync(bed);

        bed.Fake.UserSays(bed.Channel, bed.Ann, $"<@{bed.Fake.Bot.Id}> missed");
        bed.Start();

        await bed.AcceptedAsync("missed");
        var after = bed.Fake.Requests.First(static request => request.Path.Contains("after=", StringComparison.Ordinal)).Path.Split("after=")[1].Split('&')[0];
        Assert.True(long.Parse(after, System.Globalization.CultureInfo.InvariantCulture) > long.Parse(chatter.Id, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task What_the_setting_leaves_out_is_told_once_with_its_name()
    {
        await using var bed = await DiscordBed.ConnectedAsync(static options => options.BackfillMessages = 2);
        var other = bed.Fake.AddChannel(bed.Channel.Guild!);
        await SayAsync(bed, "before");
        await StopAsync(bed);

        foreach (var channel in new[] { bed.Channel, other })
        {
            for (var i = 0; i < 3; i++) bed.Fake.UserSays(channel, bed.Ann, $"<@{bed.Fake.Bot.Id}> {channel.Id} {i}");
        }

        bed.Start();

        await bed.AcceptedAsync($"{bed.Channel.Id} 0", $"{bed.Channel.Id} 1", $"{other.Id} 0", $"{other.Id} 1");
        Assert.Contains("Bots:discord:BackfillMessages", Assert.Single(bed.Logs.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_in_the_middle_of_it_loses_nothing()
    {
        await using var bed = await DiscordBed.ConnectedAsync();
        await SayAsync(bed, "before");
        await StopAsync(bed);
        bed.Fake.UserSays(bed.Channel, bed.Ann, $"<@{bed.Fake.Bot.Id}> missed");
        bed.Sink.IsDown = true;
        bed.Start();
        await Eventually.TrueAsync(() => bed.Fake.Requests.Any(static request => request.Path.Contains("after=", StringComparison.Ordinal)), "fetching");

        await bed.StopAsync();
        bed.Sink.IsDown = false;
        bed.Start();

        await bed.AcceptedAsync("before", "missed");
    }

    private static async Task SayAsync(DiscordBed bed, string text)
    {
        bed.Fake.UserSays(bed.Channel, bed.Ann, $"<@{bed.Fake.Bot.Id}> {text}");
        await bed.AcceptedAsync(text);
    }

    private static async Task StopAsync(DiscordBed bed)
    {
        await bed.LaterAsync();
        await bed.StopAsync();
        bed.Fake.Gateway.ExpireSessions();
    }
}
