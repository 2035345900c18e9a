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
    public async Task Where_roles_decide_those_of_who_wrote_meanwhile_are_asked_for_once_per_person()
    {
        await using var bed = await DiscordBed.ConnectedAsync(static options => options.RolesDecide = true);
        var (bob, gone) = (bed.Fake.AddUser("Bob"), bed.Fake.AddUser("Gone"));
        bed.Channel.Guild!.Roles[bed.Ann.Id] = ["4242"];
        bed.Channel.Guild!.Left[gone.Id] = true;
        await SayAsync(bed, "before");
        await StopAsync(bed);

        foreach (var (user, text) in new[] { (bed.Ann, "one"), (bob, "two"), (bed.Ann, "three"), (gone, "four") }) bed.Fake.UserSays(bed.Channel, user, $"<@{bed.Fake.Bot.Id}> {text}");
        bed.Fake.Rest.Fail(502, "GET /guilds/{guild_id}/members/{user_id}");
        bed.Start();
        await bed.AcceptedAsync("one", "two", "three", "four");

        Assert.Equal([["4242"], ["4242"], [], ["4242"], []], bed.Sink.Accepted.OrderBy(static message => message.SentAt).Select(static message => message.RoleIds));
        Assert.Equal(4, bed.Fake.Requests.Count(static request => request.Route == "GET /guilds/{guild_id}/members/{user_id}"));
    }

    [Fact]
    public async Task Where_no_role_decides_nobody_is_asked_for()
    {
        await using var bed = await DiscordBed.ConnectedAsync();
        await SayAsync(bed, "before");
        await StopAsync(bed);

        bed.Fake.UserSays(bed.Channel, bed.Ann, $"<@{bed.Fake.Bot.Id}> missed");
        bed.Start();
        await bed.AcceptedAsync("missed");

        Assert.DoesNotContain(bed.Fake.Requests, static request => request.Route.StartsWith("GET /guilds", StringComparison.Ordinal));
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

    [Fact]
    public async Task A_guild_that_comes_back_long_after_a_lost_session_brings_nothing_again()
    {
        await using var bed = await DiscordBed.ConnectedAsync();
        await SayAsync(bed, "before");
        bed.Fake.Gateway.Close(4009);
        await bed.DownAsync();
        await bed.UpAsync();
        await bed.LaterAsync();
        var other = bed.Fake.AddChannel(bed.Channel.Guild!);
        bed.Fake.UserSays(other, bed.Ann, $"<@{bed.Fake.Bot.Id}> answered");
        await bed.AcceptedAsync("before", "answered");

        bed.Fake.ComesBack(bed.Channel.Guild!);
        await SayAsync(bed, "after");

        Assert.Equal((3, 0), (bed.Sink.Accepted.Count, bed.Sink.Repeated));
    }

    [Fact]
    public async Task A_guild_that_is_told_of_late_is_still_looked_into()
    {
        await using var bed = await DiscordBed.ConnectedAsync();
        await SayAsync(bed, "before");
        var late = bed.Fake.AddGuild("Late");
        var channel = bed.Fake.AddChannel(late);
        await StopAsync(bed);
        late.IsUnavailable = true;
        bed.Fake.UserSays(channel, bed.Ann, $"<@{bed.Fake.Bot.Id}> missed");
        bed.Start();
        await bed.UpAsync();
        await bed.LaterAsync();

        bed.Fake.ComesBack(late);

        await bed.AcceptedAsync("before", "missed");
    }

    [Fact]
    public async Task A_command_does_not_wait_until_all_is_fetched()
    {
        await using var bed = await DiscordBed.ConnectedAsync();
        await SayAsync(bed, "before");
        await StopAsync(bed);
        bed.SlowDown();
        bed.Fake.Rest.Fail(502, "GET /channels/{channel_id}/messages", 1000);
        bed.Start();
        await Eventually.TrueAsync(() => bed.Fake.Requests.Any(static request => request.Status == 502), "fetching");

        var run = bed.Fake.UserRuns(bed.Dm, bed.Ann, "help");

        await Eventually.TrueAsync(() => run.ResponseType is not null, "a first response");
        Assert.Equal(["before", "/help"], bed.Sink.Texts);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 3)]
    [InlineData(3, 2)]
    [InlineData(2, 1)]
    public async Task With_another_number_of_shards_a_mention_is_found_where_the_bot_never_answered(int before, int after)
    {
        await using var bed = await ShardedAsync(before);
        var quiet = Enumerable.Range(0, 6).Select(number => bed.Fake.AddChannel(bed.Fake.AddGuild($"guild {number}", number, 6))).ToList();
        await StartAsync(bed);
        bed.Fake.UserSays(bed.Dm, bed.Ann, "before");
        await bed.AcceptedAsync("before");
        await bed.LaterAsync();
        await bed.StopAsync();

        foreach (var channel in quiet) bed.Fake.UserSays(channel, bed.Ann, $"<@{bed.Fake.Bot.Id}> {channel.Guild!.Name}");
        bed.Options.Shards = after;
        bed.Start();

        await bed.AcceptedAsync([.. quiet.Select(static channel => channel.Guild!.Name)]);
    }

    [Fact]
    public async Task A_new_shard_that_is_stopped_before_its_first_session_loses_nothing()
    {
        await using var bed = await ShardedAsync(1);
        var quiet = bed.Fake.AddChannel(bed.Fake.AddGuild("second", 1, 2));
        await StartAsync(bed);
        bed.Fake.UserSays(bed.Dm, bed.Ann, "before");
        await bed.AcceptedAsync("before");
        await bed.LaterAsync();
        await bed.StopAsync();
        bed.Fake.UserSays(quiet, bed.Ann, $"<@{bed.Fake.Bot.Id}> missed");
        bed.Options.Shards = 2;
        bed.SlowDown();
        bed.Start();
        await Eventually.TrueAsync(() => bed.Fake.Gateway.Listening == 1, "the first of two shards");
        await bed.StopAsync();

        bed.Start();

        await bed.AcceptedAsync("missed");
    }

    [Fact]
    public async Task What_a_shard_saved_when_there_were_as_many_once_before_is_no_reason_to_fetch_all_since()
    {
        await using var bed = await ShardedAsync(2);
        var channel = bed.Fake.AddChannel(bed.Fake.AddGuild("second", 1, 2));
        await StartAsync(bed);
        await SayAsync(bed, "two shards");
        await bed.LaterAsync();
        await bed.StopAsync();
        bed.Options.Shards = 1;
        await StartAsync(bed);
        var answered = bed.Fake.UserSays(channel, bed.Ann, $"<@{bed.Fake.Bot.Id}> one shard");
        await bed.AcceptedAsync("one shard");
        await bed.LaterAsync();
        await bed.LaterAsync();
        await bed.StopAsync();
        bed.Fake.UserSays(channel, bed.Ann, $"<@{bed.Fake.Bot.Id}> missed");
        bed.Options.Shards = 2;
        bed.Start();
        await bed.AcceptedAsync("missed");
        // The shard that answered there last asks, and the one that has the guild now.
        await Eventually.TrueAsync(() => Asked().Count == 2, "both look");

        Assert.All(Asked(), after => Assert.True(after > Number(answered.Id)));

        List<long> Asked() => [.. bed.Fake.Requests.Select(static request => request.Path).Where(path => path.Contains($"/{channel.Id}/messages?after=", StringComparison.Ordinal))
            .Select(static path => Number(path.Split("after=")[1].Split('&')[0]))];
    }

    private static long Number(string id) => long.Parse(id, System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<DiscordBed> ShardedAsync(int shards)
    {
        var clock = new TestClock();
        return await DiscordBed.CreateAsync(new() { Time = clock, HeartbeatInterval = TimeSpan.FromSeconds(10) }, options => options.Shards = shards, clock);
    }

    private static async Task StartAsync(DiscordBed bed)
    {
        bed.Start();
        await Eventually.TrueAsync(() => bed.Fake.Gateway.Listening == bed.Options.Shards && bed.Sink.Health == AdapterHealth.Up, "connected");
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
