using Bots.Adapters.Discord.Api;
using Bots.Adapters.Discord.Limits;
using Bots.Fakes;

namespace Bots.Adapters.Tests.Discord.Api;

public sealed class RateLimitSchedulerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TestClock _clock = new();
    private readonly RateLimitScheduler _limits;

    public RateLimitSchedulerTests() => _limits = new(_clock);

    [Fact]
    public async Task Until_a_bucket_is_known_its_requests_go_one_at_a_time()
    {
        var first = await EnterAsync(Call("1"));
        var second = EnterAsync(Call("1"));
        Assert.False(second.IsCompleted);

        first.Learn(Headers("a", limit: 5, remaining: 4));
        first.Dispose();

        await second;
    }

    [Fact]
    public async Task A_used_up_bucket_waits_for_its_reset_and_others_do_not()
    {
        Learn(await EnterAsync(Call("1")), Headers("a", limit: 5, remaining: 0, seconds: 2));

        var waiting = EnterAsync(Call("1"));
        using var other = await EnterAsync(Call("2"));
        Assert.False(waiting.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(2.1));

        await waiting;
    }

    [Fact]
    public async Task Routes_of_one_bucket_share_its_count()
    {
        Learn(await EnterAsync(Call("1")), Headers("a", limit: 5, remaining: 3, seconds: 2));
        Learn(await EnterAsync(Call("1", "/other")), Headers("a", limit: 5, remaining: 0, seconds: 2));

        Assert.False(EnterAsync(Call("1")).IsCompleted);
        Assert.False(EnterAsync(Call("1", "/other")).IsCompleted);
    }

    [Fact]
    public async Task No_more_requests_are_under_way_than_the_bucket_has_left()
    {
        Learn(await EnterAsync(Call("1")), Headers("a", limit: 5, remaining: 2));

        using var one = await EnterAsync(Call("1"));
        using var two = await EnterAsync(Call("1"));

        Assert.False(EnterAsync(Call("1")).IsCompleted);
    }

    [Fact]
    public async Task An_answer_that_comes_late_does_not_give_back_what_is_used()
    {
        Learn(await EnterAsync(Call("1")), Headers("a", limit: 5, remaining: 4, seconds: 5));
        var slow = await EnterAsync(Call("1"));
        Learn(await EnterAsync(Call("1")), Headers("a", limit: 5, remaining: 0, seconds: 5));

        Learn(slow, Headers("a", limit: 5, remaining: 3, seconds: 5));

        Assert.False(EnterAsync(Call("1")).IsCompleted);
    }

    [Fact]
    public async Task In_any_second_at_most_50_requests_go_and_interactions_are_not_counted()
    {
        var entered = Enumerable.Range(0, 120).Select(i => EnterAsync(Call($"{i}"))).ToArray();
        Assert.Equal(50, entered.Count(static task => task.IsCompleted));
        Assert.True(EnterAsync(Call("token") with { IsBot = false }).IsCompleted);

        _clock.Advance(TimeSpan.FromSeconds(1.1));
        await Eventually.TrueAsync(() => entered.Count(static task => task.IsCompleted) == 100, "the second fifty");
        _clock.Advance(TimeSpan.FromSeconds(1.1));
        await Eventually.TrueAsync(() => entered.All(static task => task.IsCompleted), "the rest");
    }

    [Fact]
    public async Task A_global_limit_stops_every_bucket_but_not_interactions()
    {
        Learn(await EnterAsync(Call("1")), new() { RetryAfter = TimeSpan.FromSeconds(3), IsGlobal = true });

        var other = EnterAsync(Call("2"));
        Assert.False(other.IsCompleted);
        Assert.True(EnterAsync(Call("token") with { IsBot = false }).IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(3.1));

        await other;
    }

    [Fact]
    public async Task A_limit_on_one_resource_stops_that_one_only()
    {
        Learn(await EnterAsync(Call("1")), new() { RetryAfter = TimeSpan.FromSeconds(3), IsShared = true });

        Assert.True(EnterAsync(Call("2")).IsCompleted);
        Assert.False(EnterAsync(Call("1")).IsCompleted);
    }

    [Fact]
    public async Task What_would_wait_longer_than_is_bearable_is_refused_with_the_time_to_wait()
    {
        Learn(await EnterAsync(Call("1")), new() { RetryAfter = TimeSpan.FromMinutes(10) });

        var refused = await Assert.ThrowsAsync<DiscordApiException>(() => EnterAsync(Call("1")));

        Assert.Equal((429, true), (refused.Status, refused.RetryAfter > TimeSpan.FromMinutes(9)));
    }

    [Fact]
    public async Task A_preview_never_waits()
    {
        using var first = await EnterAsync(Call("1"));

        await Assert.ThrowsAsync<DiscordApiException>(() => _limits.EnterAsync(Call("1"), TimeSpan.Zero, default));
    }

    [Fact]
    public async Task Waiting_can_be_cancelled_and_the_next_in_line_goes_on()
    {
        using var cancel = new CancellationTokenSource();
        var first = await EnterAsync(Call("1"));
        var cancelled = _limits.EnterAsync(Call("1"), Patience, cancel.Token);
        var next = EnterAsync(Call("1"));

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        first.Dispose();

        await next;
    }

    private Task<RateLimitScheduler.Place> EnterAsync(DiscordCall call) => _limits.EnterAsync(call, Patience, default);

    private static void Learn(RateLimitScheduler.Place place, RateLimitHeaders headers)
    {
        place.Learn(headers);
        place.Dispose();
    }

    private static DiscordCall Call(string major, string route = "/messages") => new(HttpMethod.Post, route, "/path", major);

    private static RateLimitHeaders Headers(string bucket, int limit, int remaining, double seconds = 5) =>
        new() { Bucket = bucket, Limit = limit, Remaining = remaining, ResetAfter = TimeSpan.FromSeconds(seconds) };
}
