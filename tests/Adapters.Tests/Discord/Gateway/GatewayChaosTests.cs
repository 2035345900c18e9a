using System.Diagnostics;
using Bots.Fakes;
using Bots.Fakes.Discord.Gateway;
using Xunit.Abstractions;

namespace Bots.Adapters.Tests.Discord.Gateway;

/// <summary>The gateway breaks in every way it can; no message may be lost and none identified for in vain.</summary>
public sealed class GatewayChaosTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(GatewayMoment.BeforeHello)]
    [InlineData(GatewayMoment.AtResume)]
    [InlineData(GatewayMoment.InReplay)]
    public async Task A_cut_while_coming_back_loses_nothing_and_keeps_the_session(GatewayMoment moment)
    {
        await using var bed = await DiscordBed.ConnectedAsync();

        await bed.StopAsync();
        bed.Fake.Gateway.CutAt(moment);
        for (var i = 0; i < 10; i++) bed.Fake.UserSays(bed.Dm, bed.Ann, $"number {i}");
        bed.Start();

        await AllCameAsync(bed, 10);
        Assert.Equal((0, 1), (bed.Fake.Gateway.PendingCuts, bed.Fake.Gateway.Identifies));
    }

    [Fact]
    public async Task A_cut_in_the_middle_of_a_dispatch_loses_nothing()
    {
        await using var bed = await DiscordBed.ConnectedAsync();

        bed.Fake.Gateway.CutAt(GatewayMoment.InDispatch);
        for (var i = 0; i < 10; i++) bed.Fake.UserSays(bed.Dm, bed.Ann, $"number {i}");

        await AllCameAsync(bed, 10);
        Assert.Equal((0, 1), (bed.Fake.Gateway.PendingCuts, bed.Fake.Gateway.Identifies));
    }

    [Fact]
    public async Task A_cut_at_identify_is_tried_again_at_the_allowed_pace()
    {
        await using var bed = await DiscordBed.CreateAsync();
        bed.Fake.Gateway.CutAt(GatewayMoment.AtIdentify);
        bed.Fake.Gateway.CutAt(GatewayMoment.AtIdentify);

        bed.Start();
        await bed.UpAsync();
        bed.Fake.UserSays(bed.Dm, bed.Ann, "number 0");

        await AllCameAsync(bed, 1);
        Assert.Equal(3, bed.Fake.Gateway.Identifies);
    }

    [Fact]
    public async Task A_store_that_is_down_with_more_waiting_than_is_queued_costs_no_session()
    {
        await using var bed = await DiscordBed.ConnectedAsync();
        var people = Enumerable.Range(0, 120).Select(i => bed.Fake.AddUser($"p{i}")).ToList();
        bed.Sink.IsDown = true;

        for (var i = 0; i < 10; i++)
        {
            foreach (var person in people) bed.Fake.UserSays(bed.Fake.Dm(person), person, $"{person.Name} {i}");
        }

        await HastenedAsync(bed, () => bed.Fake.Gateway.Connects > 12);
        bed.Sink.IsDown = false;

        await Eventually.TrueAsync(() => bed.Sink.Accepted.Count == 1200, "accepted");
        Assert.Equal((1, 0), (bed.Fake.Gateway.Identifies, bed.Sink.Repeated));
        Assert.All(bed.Sink.Accepted.GroupBy(static message => message.UserId), static one => Assert.Equal("0123456789", string.Concat(one.Select(static message => message.Text[^1]))));
    }

    [Fact]
    public async Task An_identify_that_is_never_answered_is_made_again_and_said()
    {
        await using var bed = await DiscordBed.CreateAsync();
        bed.Fake.Gateway.SilentIdentifies = 1;

        bed.Start();
        await bed.UpAsync();

        Assert.Equal(2, bed.Fake.Gateway.Identifies);
        Assert.Contains(bed.Sink.States, static state => state.Detail.Contains("did not answer", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(20, 2)]
    public async Task A_resume_that_is_never_answered_is_asked_for_again_and_given_up_in_the_end(int silent, int identifies)
    {
        await using var bed = await DiscordBed.ConnectedAsync();
        bed.Fake.UserSays(bed.Dm, bed.Ann, "before");
        await bed.AcceptedAsync("before");
        bed.Fake.Gateway.SilentResumes = silent;

        bed.Fake.Gateway.Cut();
        await bed.DownAsync();
        bed.Fake.UserSays(bed.Dm, bed.Ann, "anybody there?");
        if (identifies > 1) await HastenedAsync(bed, () => bed.Fake.Gateway.SilentResumes <= silent - 8);

        await bed.AcceptedAsync("before", "anybody there?");
        Assert.Equal((identifies, 0), (bed.Fake.Gateway.Identifies, bed.Sink.Repeated));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1000)]
    [InlineData(4000)]
    [InlineData(4001)]
    [InlineData(4002)]
    [InlineData(4003)]
    [InlineData(4005)]
    [InlineData(4008)]
    public async Task After_these_closes_the_session_goes_on(int? code)
    {
        await using var bed = await DiscordBed.ConnectedAsync();

        if (code is { } number) bed.Fake.Gateway.Close(number);
        else bed.Fake.Gateway.AskToReconnect();
        await Eventually.TrueAsync(() => bed.Fake.Gateway.Connects == 2, "a second connection");
        for (var i = 0; i < 3; i++) bed.Fake.UserSays(bed.Dm, bed.Ann, $"number {i}");

        await AllCameAsync(bed, 3);
        Assert.Equal(1, bed.Fake.Gateway.Identifies);
    }

    [Theory]
    [InlineData(4007)]
    [InlineData(4009)]
    [InlineData(9)]
    public async Task After_these_a_new_session_begins_and_what_was_missed_is_fetched(int code)
    {
        await using var bed = await DiscordBed.ConnectedAsync();
        bed.Fake.UserSays(bed.Dm, bed.Ann, "number 0");
        await bed.AcceptedAsync("number 0");

        if (code == 9) bed.Fake.Gateway.Invalidate(resumable: false);
        else bed.Fake.Gateway.Close(code);
        for (var i = 1; i < 5; i++) bed.Fake.UserSays(bed.Dm, bed.Ann, $"number {i}");

        await AllCameAsync(bed, 5);
        Assert.Equal(2, bed.Fake.Gateway.Identifies);
    }

    [Fact]
    public async Task Op_9_that_can_be_resumed_is_resumed()
    {
        await using var bed = await DiscordBed.ConnectedAsync();

        bed.Fake.Gateway.Invalidate(resumable: true);
        bed.Fake.UserSays(bed.Dm, bed.Ann, "number 0");

        await AllCameAsync(bed, 1);
        Assert.Equal(1, bed.Fake.Gateway.Identifies);
    }

    [Fact]
    public async Task Outages_of_the_api_while_fetching_what_was_missed_lose_nothing()
    {
        await using var bed = await DiscordBed.ConnectedAsync();
        bed.Fake.UserSays(bed.Dm, bed.Ann, "number 0");
        await bed.AcceptedAsync("number 0");
        bed.Fake.Rest.Fail(502, "GET /channels", times: 5);
        bed.Fake.Rest.Limit("global", TimeSpan.FromSeconds(5), "GET /channels");

        bed.Fake.Gateway.Close(4009);
        for (var i = 1; i < 5; i++) bed.Fake.UserSays(bed.Dm, bed.Ann, $"number {i}");

        await AllCameAsync(bed, 5);
        Assert.Equal(0, bed.Fake.Rest.PendingFaults);
    }

    [Fact]
    public async Task Sixty_random_breaks_lose_nothing_repeat_nothing_and_keep_the_order()
    {
        var random = new Random(20260101);
        await using var bed = await DiscordBed.ConnectedAsync();
        bed.Fake.UserSays(bed.Dm, bed.Ann, "number 0");
        await bed.AcceptedAsync("number 0");
        var watch = Stopwatch.StartNew();
        var start = bed.Clock.GetUtcNow();

        for (var i = 1; i <= 60; i++)
        {
            Break(bed, random.Next(20));
            bed.Fake.UserSays(bed.Dm, bed.Ann, $"number {i}");
            if (i % 5 == 0) await bed.AcceptedAsync($"number {i}");
        }

        await AllCameAsync(bed, 61);
        output.WriteLine($"60 breaks: {bed.Fake.Gateway.Connects} connections, {bed.Fake.Gateway.Resumes} resumes, {bed.Fake.Gateway.Identifies} identifies; "
            + $"{(bed.Clock.GetUtcNow() - start).TotalSeconds:0} s of simulated time, {watch.Elapsed.TotalSeconds:0.0} s of real time; {bed.Sink.Repeated} replays dropped");
    }

    [Fact]
    public async Task Twenty_restarts_with_points_saved_too_early_or_sessions_gone_lose_nothing()
    {
        var random = new Random(20260102);
        await using var bed = await DiscordBed.ConnectedAsync();
        bed.Fake.UserSays(bed.Dm, bed.Ann, "number 0");
        await bed.AcceptedAsync("number 0");

        for (var i = 1; i <= 60; i += 3)
        {
            var stale = await bed.Resumes.LoadAsync("discord", 0, default);
            bed.Fake.UserSays(bed.Dm, bed.Ann, $"number {i}");
            if (random.Next(2) == 0) await bed.AcceptedAsync($"number {i}");
            await bed.StopAsync();
            // A process that was killed between taking a message in and noting it.
            if (random.Next(2) == 0) await bed.Resumes.SaveAsync("discord", 0, stale!, default);
            if (random.Next(8) == 0) bed.Fake.Gateway.ExpireSessions();
            bed.Fake.UserSays(bed.Dm, bed.Ann, $"number {i + 1}");
            bed.Start();
            bed.Fake.UserSays(bed.Dm, bed.Ann, $"number {i + 2}");
        }

        await AllCameAsync(bed, 61);
        output.WriteLine($"20 restarts: {bed.Fake.Gateway.Resumes} resumes, {bed.Fake.Gateway.Identifies} identifies, {bed.Sink.Repeated} replays dropped");
    }

    [Fact]
    public async Task Ten_thousand_events_nobody_wants_do_not_hold_up_a_message()
    {
        await using var bed = await DiscordBed.ConnectedAsync();
        var before = bed.SavedSequence;

        for (var i = 0; i < 10_000; i++) bed.Fake.Gateway.Dispatch("PRESENCE_UPDATE", new() { ["status"] = "online", ["number"] = i });
        bed.Fake.UserSays(bed.Dm, bed.Ann, "number 0");

        await AllCameAsync(bed, 1);
        await Eventually.TrueAsync(() => bed.SavedSequence >= before + 10_000, "the point past all of them");
    }

    private static void Break(DiscordBed bed, int how)
    {
        switch (how)
        {
            case 0: bed.Fake.Gateway.Cut(); break;
            case 1: bed.Fake.Gateway.CutAt(GatewayMoment.InDispatch); break;
            case 2: bed.Fake.Gateway.AskToReconnect(); break;
            case 3: bed.Fake.Gateway.Invalidate(resumable: true); break;
            case 4: bed.Fake.Gateway.Invalidate(resumable: false); break;
            case 5: bed.Fake.Gateway.Close(4000); break;
            case 6: bed.Fake.Gateway.Close(4009); break;
            case 7 or 8: bed.Fake.Rest.Fail(503, times: 2); break;
            case 9 or 10: bed.Fake.Gateway.Close(4008); break;
            case 11 or 12: bed.Fake.Gateway.CutAt(GatewayMoment.InDispatch); break;
            case 13: bed.Fake.Gateway.AskToReconnect(); break;
            default: bed.Fake.Gateway.Cut(); break;
        }
    }

    /// <summary>Time goes by faster than anybody answers.</summary>
    private static Task HastenedAsync(DiscordBed bed, Func<bool> condition) => Eventually.TrueAsync(
        () =>
        {
            bed.Clock.Advance(TimeSpan.FromSeconds(3));
            return condition();
        },
        "it is over");

    private static async Task AllCameAsync(DiscordBed bed, int count)
    {
        await bed.AcceptedAsync([.. Enumerable.Range(0, count).Select(static i => $"number {i}")]);
        Assert.Equal(Enumerable.Range(0, count).Select(static i => $"number {i}"), bed.Sink.Texts);
    }
}
