using Bots.Adapters;
using Bots.Adapters.Discord;
using Bots.Adapters.Discord.Gateway;
using Bots.Fakes;
using Bots.Fakes.Discord;

namespace Bots.Adapters.Tests.Discord.Gateway;

public sealed class GatewayTests
{
    [Fact]
    public async Task The_role_that_Discord_made_for_the_bot_is_as_good_as_its_name()
    {
        await using var bed = await DiscordBed.CreateAsync(configure: static options => options.MessageContentIntent = true);
        bed.Channel.Guild!.BotRole = "700000000000000001";
        bed.Start();
        await bed.UpAsync();

        bed.Fake.UserSays(bed.Channel, bed.Ann, "<@&700000000000000002> not for the bot");
        bed.Fake.UserSays(bed.Channel, bed.Ann, "<@&700000000000000001> what is new?");
        await bed.AcceptedAsync("what is new?");

        Assert.Equal(["what is new?"], bed.Sink.Texts);
    }

    [Fact]
    public async Task It_connects_and_takes_messages_in()
    {
        await using var bed = await DiscordBed.ConnectedAsync();

        bed.Fake.UserSays(bed.Dm, bed.Ann, "hello");

        await bed.AcceptedAsync("hello");
        Assert.Equal($"bot_discord_{bed.Ann.Id}", bed.Sink.Accepted[0].SessionKey);
    }

    [Fact]
    public async Task Payloads_that_come_in_pieces_are_put_together()
    {
        var clock = new TestClock();
        await using var bed = await DiscordBed.CreateAsync(new() { Time = clock, SendsInPieces = true }, clock: clock);
        bed.Start();
        await bed.UpAsync();

        bed.Fake.UserSays(bed.Dm, bed.Ann, "in pieces");

        await bed.AcceptedAsync("in pieces");
    }

    [Fact]
    public async Task It_beats_and_answers_when_asked_for_a_beat()
    {
        await using var bed = await DiscordBed.ConnectedAsync();
        var before = bed.Fake.Gateway.Heartbeats;

        var signs = bed.Sink.States.Count;
        bed.Fake.Gateway.AskForHeartbeat();

        await Eventually.TrueAsync(() => bed.Fake.Gateway.Heartbeats > before + 2, "beats");
        await Eventually.TrueAsync(() => bed.Sink.States.Count > signs, "an answered heartbeat is a sign of life");
        Assert.All(bed.Sink.States, static state => Assert.NotNull(state.NextWithin));
        Assert.Equal(1, bed.Fake.Gateway.Connects);
    }

    [Fact]
    public async Task A_connection_that_looks_alive_and_does_not_answer_is_left_and_resumed()
    {
        await using var bed = await DiscordBed.ConnectedAsync();

        bed.Fake.Gateway.AnswersHeartbeats = false;
        await Eventually.TrueAsync(() => bed.Fake.Gateway.ClientCloses.Contains(4000), "leaving the zombie");
        bed.Fake.Gateway.AnswersHeartbeats = true;
        bed.Fake.UserSays(bed.Dm, bed.Ann, "still there?");

        await bed.AcceptedAsync("still there?");
        Assert.Equal(1, bed.Fake.Gateway.Identifies);
    }

    [Fact]
    public async Task The_session_is_resumed_by_the_next_process_and_nothing_is_missed()
    {
        await using var bed = await DiscordBed.ConnectedAsync();
        bed.Fake.UserSays(bed.Dm, bed.Ann, "before");
        await bed.AcceptedAsync("before");
        await bed.StopAsync();
        Assert.Contains(4000, bed.Fake.Gateway.ClientCloses);

        bed.Fake.UserSays(bed.Dm, bed.Ann, "meanwhile");
        bed.Start();

        await bed.AcceptedAsync("before", "meanwhile");
        Assert.Equal((1, 1, 0), (bed.Fake.Gateway.Identifies, bed.Fake.Gateway.ConnectsToResumeUrl, bed.Sink.Repeated));
    }

    [Fact]
    public async Task Other_intents_take_a_new_session_and_nothing_is_missed()
    {
        await using var bed = await DiscordBed.ConnectedAsync();
        bed.Fake.UserSays(bed.Dm, bed.Ann, "before");
        await bed.AcceptedAsync("before");
        await bed.StopAsync();
        bed.Options.MessageContentIntent = true;

        bed.Fake.UserSays(bed.Dm, bed.Ann, "meanwhile");
        bed.Start();

        await bed.AcceptedAsync("before", "meanwhile");
        Assert.Equal((2, 2), (bed.Fake.Gateway.Identifies, bed.Sink.Accepted.Count));
    }

    [Fact]
    public async Task When_the_session_cannot_be_resumed_missed_messages_are_fetched()
    {
        await using var bed = await DiscordBed.ConnectedAsync();
        var other = bed.Fake.AddChannel(bed.Channel.Guild!);
        bed.Fake.UserSays(bed.Dm, bed.Ann, "before");
        await bed.AcceptedAsync("before");
        await bed.StopAsync();
        bed.Fake.Gateway.ExpireSessions();

        bed.Fake.UserSays(bed.Dm, bed.Ann, "missed 1");
        bed.Fake.UserSays(bed.Dm, bed.Ann, "missed 2");
        bed.Fake.UserSays(other, bed.Ann, $"<@{bed.Fake.Bot.Id}> missed in a channel never seen");
        bed.Fake.UserSays(other, bed.Ann, "not for the bot");
        bed.Start();

        await bed.AcceptedAsync("before", "missed 1", "missed 2", "missed in a channel never seen");
        Assert.Equal((2, 4), (bed.Fake.Gateway.Identifies, bed.Sink.Accepted.Count));
        Assert.True(bed.Sink.Accepted.Single(static message => message.Text.EndsWith("never seen", StringComparison.Ordinal)).IsGroup);
    }

    [Fact]
    public async Task The_resume_point_moves_only_after_a_message_was_stored()
    {
        await using var bed = await DiscordBed.ConnectedAsync();
        bed.Fake.UserSays(bed.Dm, bed.Ann, "first");
        await bed.AcceptedAsync("first");
        bed.Sink.IsDown = true;
        bed.Fake.UserSays(bed.Dm, bed.Ann, "while the store is down");
        await Eventually.TrueAsync(() => bed.Fake.Gateway.Heartbeats > 2, "time goes by");
        await bed.StopAsync();

        bed.Sink.IsDown = false;
        bed.Start();

        await bed.AcceptedAsync("first", "while the store is down");
        Assert.Equal(1, bed.Fake.Gateway.Identifies);
    }

    [Fact]
    public async Task A_store_that_comes_back_gets_what_waited()
    {
        await using var bed = await DiscordBed.ConnectedAsync();
        bed.Sink.IsDown = true;
        bed.Fake.UserSays(bed.Dm, bed.Ann, "patience");
        await Eventually.TrueAsync(() => bed.Fake.Gateway.Heartbeats > 2, "time goes by");

        bed.Sink.IsDown = false;

        await bed.AcceptedAsync("patience");
        Assert.Equal(1, bed.Fake.Gateway.Connects);
    }

    [Theory]
    [InlineData(4004, "Token")]
    [InlineData(4010, "Shards")]
    [InlineData(4011, "Shards")]
    [InlineData(4012, "newer version")]
    [InlineData(4013, "newer version")]
    [InlineData(4014, "Message Content")]
    public async Task A_close_code_that_no_retry_helps_ends_the_adapter_and_says_what_to_do(int code, string advice)
    {
        await using var bed = await DiscordBed.ConnectedAsync();

        bed.Fake.Gateway.Close(code);
        await bed.EndedAsync();

        Assert.Equal((AdapterHealth.Failed, true), (bed.Sink.Health, bed.Sink.States.Last().Detail.Contains(advice, StringComparison.Ordinal)));
        Assert.Equal(1, bed.Fake.Gateway.Connects);
    }

    [Fact]
    public async Task A_missing_intent_is_said_once_with_what_to_do()
    {
        var clock = new TestClock();
        await using var bed = await DiscordBed.CreateAsync(new() { Time = clock, DisallowedIntents = 1 << 15 }, static options => options.MessageContentIntent = true, clock);

        bed.Start();
        await bed.EndedAsync();

        Assert.Contains("Privileged Gateway Intents", bed.Sink.States.Last().Detail, StringComparison.Ordinal);
        Assert.Equal(1, bed.Fake.Gateway.Identifies);
    }

    [Fact]
    public async Task The_next_process_waits_when_one_died_between_its_first_identify_and_the_session()
    {
        await using var bed = await DiscordBed.CreateAsync(isFast: false);
        bed.Fake.Gateway.SilentIdentifies = 1;
        bed.Start();
        await Eventually.TrueAsync(() => bed.Fake.Gateway.Identifies == 1, "an identify");
        await bed.StopAsync();
        bed.Clock.Advance(TimeSpan.FromSeconds(2));
        var before = bed.Clock.GetUtcNow();

        bed.Start();
        await using var pump = new ClockPump(bed.Clock, 10);
        await bed.UpAsync();

        Assert.InRange(bed.Clock.GetUtcNow() - before, TimeSpan.FromSeconds(3), TimeSpan.MaxValue);
        Assert.Equal(2, bed.Fake.Gateway.Identifies);
        Assert.Empty(bed.Logs.Warnings);
    }

    [Fact]
    public async Task An_outage_while_the_number_of_shards_is_asked_for_is_said()
    {
        await using var bed = await DiscordBed.CreateAsync(configure: static options => options.Shards = 0);
        bed.Fake.Rest.Fail(502, "GET /gateway/bot", 5);

        bed.Start();
        await bed.UpAsync();

        Assert.Contains(bed.Sink.States, static state => state.Health == AdapterHealth.Retrying && state.NextWithin is not null);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public async Task A_token_that_is_rejected_ends_the_adapter(int shards)
    {
        await using var bed = await DiscordBed.CreateAsync(configure: options => (options.Token, options.Shards) = ("wrong", shards));

        bed.Start();
        await bed.EndedAsync();

        Assert.Equal(AdapterHealth.Failed, bed.Sink.Health);
        Assert.Contains("Bots:discord:Token", bed.Sink.States.Last().Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", bed.Sink.States.Last().Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Used_up_session_starts_are_waited_for()
    {
        var clock = new TestClock();
        await using var bed = await DiscordBed.CreateAsync(new() { Time = clock, SessionStarts = 1 }, clock: clock);
        bed.Start();
        await bed.UpAsync();

        bed.Fake.Gateway.Invalidate(resumable: false);
        await Eventually.TrueAsync(() => bed.Sink.States.Last().Detail.Contains("session starts are left", StringComparison.Ordinal), "the explanation");
        clock.Advance(TimeSpan.FromHours(25));

        await bed.UpAsync();
        Assert.Equal(2, bed.Fake.Gateway.Identifies);
    }

    [Theory]
    [InlineData(1, 2, 1)]
    [InlineData(2, 4, 4)]
    public async Task Shards_together_stay_within_the_session_starts(int starts, int shards, int concurrency)
    {
        var clock = new TestClock();
        await using var bed = await DiscordBed.CreateAsync(new() { Time = clock, SessionStarts = starts, LeastShards = shards, MaxConcurrency = concurrency }, options => options.Shards = shards, clock);
        bed.Start();

        await Eventually.TrueAsync(() => bed.Fake.Gateway.Identifies == starts && bed.Sink.States.Any(static state => state.Detail.Contains("session starts are left", StringComparison.Ordinal)), "all starts used, and the explanation");
        await bed.LaterAsync();
        await bed.LaterAsync();
        Assert.Equal(starts, bed.Fake.Gateway.Identifies);
    }

    [Fact]
    public async Task A_connection_that_is_closed_as_soon_as_it_listens_is_made_less_and_less_often()
    {
        await using var bed = await DiscordBed.CreateAsync(isFast: false);
        bed.Start();
        for (var closed = 1; closed <= 8; closed++)
        {
            var connects = closed;
            await Eventually.TrueAsync(() => bed.Fake.Gateway.Connects == connects && bed.Sink.Health == AdapterHealth.Up && bed.Fake.Gateway.Listening > 0, "listening");
            bed.Fake.Gateway.Close(4008);
            await Eventually.TrueAsync(() => bed.Sink.Health == AdapterHealth.Retrying, "closed");
            var shortest = TimeSpan.FromSeconds(Math.Min(60, Math.Pow(2, closed - 1)) / 2) - TimeSpan.FromMilliseconds(1);
            bed.Clock.Advance(shortest);
            Assert.Equal(connects, bed.Fake.Gateway.Connects);
            await Eventually.TrueAsync(() => bed.Fake.Gateway.Connects > connects || AdvanceALittle(), "still trying");
        }

        Assert.Equal(1, bed.Fake.Gateway.Identifies);

        // Whoever waits may begin to a little later than it says so.
        bool AdvanceALittle()
        {
            bed.Clock.Advance(TimeSpan.FromMilliseconds(250));
            return false;
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"SessionId\":")]
    [InlineData("""{"SessionId":"x","ResumeUrl":"not a url","Sequence":5,"UserId":"1","ApplicationId":"2"}""")]
    [InlineData("""{"SessionId":"x","ResumeUrl":"http://x","Sequence":5,"UserId":"1","ApplicationId":"2"}""")]
    [InlineData("""{"SessionId":"x","ResumeUrl":"wss://x","Sequence":5,"UserId":"1","ApplicationId":"2","Channels":{"1":null},"Seen":[null]}""")]
    [InlineData("""{"SessionId":"x","ResumeUrl":"wss://x","Sequence":5,"UserId":"1","ApplicationId":"2","AliveAt":"9999-01-01T00:00:00+00:00"}""")]
    public async Task A_resume_file_that_makes_no_sense_is_as_good_as_none(string content)
    {
        var folder = Directory.CreateTempSubdirectory("discord-resume").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "discord-discord-0.json"), content);
        await using var fake = await FakeDiscord.StartAsync();
        var (logs, sink) = (new KeepingLogger(), new KeepingSink());
        using var adapter = new DiscordAdapter("discord", DiscordSetup.OptionsFor(fake), new FileDiscordResumeStore(folder), TimeProvider.System, logs);
        using var stop = new CancellationTokenSource();

        var running = adapter.RunAsync(sink, stop.Token);
        await Eventually.TrueAsync(() => sink.Health == AdapterHealth.Up, "connected");
        await stop.CancelAsync();
        await running;

        Assert.Equal(1, fake.Gateway.Identifies);
        Directory.Delete(folder, recursive: true);
        Assert.Contains("resume point", Assert.Single(logs.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shards_share_the_guilds_and_identify_one_after_another()
    {
        var clock = new TestClock();
        await using var bed = await DiscordBed.CreateAsync(new() { Time = clock, LeastShards = 3, RecommendedShards = 3 }, static options => options.Shards = 0, clock);
        var channels = Enumerable.Range(0, 3).Select(shard => bed.Fake.AddChannel(bed.Fake.AddGuild($"guild {shard}", shard, 3))).ToArray();
        bed.Start();
        await Eventually.TrueAsync(() => bed.Fake.Gateway.Listening == 3 && bed.Sink.Health == AdapterHealth.Up, "three shards");

        for (var i = 0; i < 3; i++) bed.Fake.UserSays(channels[i], bed.Ann, $"<@{bed.Fake.Bot.Id}> in guild {i}");
        bed.Fake.UserSays(bed.Dm, bed.Ann, "privately");

        await bed.AcceptedAsync("in guild 0", "in guild 1", "in guild 2", "privately");
        Assert.Equal((3, 4), (bed.Fake.Gateway.Identifies, bed.Sink.Accepted.Count));
    }

    [Fact]
    public async Task A_resume_point_in_a_file_survives()
    {
        var folder = Directory.CreateTempSubdirectory("discord-resume").FullName;
        var point = new DiscordResumePoint("session", "wss://resume", 42) { UserId = "7", Channels = new Dictionary<string, string> { ["1"] = "2" } };

        await new FileDiscordResumeStore(folder).SaveAsync("discord", 0, point, default);
        var loaded = await new FileDiscordResumeStore(folder).LoadAsync("discord", 0, default);

        Assert.Equal(("session", 42, "7", "2"), (loaded!.SessionId, loaded.Sequence, loaded.UserId, loaded.Channels["1"]));
        Assert.Null(await new FileDiscordResumeStore(folder).LoadAsync("discord", 1, default));
        Directory.Delete(folder, recursive: true);
    }
}
