using Bots.Adapters;
using Bots.BotHost.Access;
using Bots.Fakes;

namespace Bots.BotHost.Tests.Access;

public sealed class RateLimitTests
{
    private readonly TestClock _clock = new();

    [Fact]
    public void Without_a_setting_nothing_is_too_much()
    {
        var limiter = Limiter(0, 1);

        for (var number = 0; number < 1_000; number++) Assert.Null(limiter.Judge(Some.Message("hi")));
    }

    [Fact]
    public void After_the_burst_one_message_is_told_how_long_it_lasts_and_the_others_are_refused_until_then()
    {
        var limiter = Limiter(perMinute: 20, burst: 5);

        for (var number = 0; number < 5; number++) Assert.Null(limiter.Judge(Some.Message("hi")));
        Assert.Equal(TimeSpan.FromSeconds(15), limiter.Judge(Some.Message("hi")));
        _clock.Advance(TimeSpan.FromSeconds(14.9));
        Assert.Equal(TimeSpan.Zero, limiter.Judge(Some.Message("hi")));
        Assert.Null(limiter.Judge(Some.Message("hi", "2")));
        _clock.Advance(TimeSpan.FromSeconds(0.1));

        for (var number = 0; number < 5; number++) Assert.Null(limiter.Judge(Some.Message("hi")));
        Assert.Equal(TimeSpan.FromSeconds(15), limiter.Judge(Some.Message("hi")));
    }

    [Fact]
    public void Who_writes_at_the_steady_rate_is_never_refused()
    {
        var limiter = Limiter(perMinute: 20, burst: 1);

        for (var number = 0; number < 1_000; number++)
        {
            Assert.Null(limiter.Judge(Some.Message("hi")));
            _clock.Advance(TimeSpan.FromSeconds(3));
        }
    }

    [Fact]
    public void An_album_counts_as_one_message_and_is_refused_as_one()
    {
        var limiter = Limiter(perMinute: 1, burst: 1);

        for (var place = 1; place <= 10; place++) Assert.Null(limiter.Judge(Photo(place, "a")));
        Assert.NotNull(limiter.Judge(Photo(11, "b")));
        for (var place = 12; place <= 20; place++) Assert.Equal(TimeSpan.Zero, limiter.Judge(Photo(place, "b")));
    }

    [Fact]
    public void What_is_expected_is_told_apart_and_not_counted()
    {
        var limiter = Limiter(perMinute: 20, burst: 2);
        InboundMessage Number(int id) => Some.Message("hi") with { DedupeId = $"{id}" };

        Assert.Equal([true, true, false, true], new[] { 1, 2, 3, 1 }.Select(id => limiter.Expects(Number(id))));
        Assert.Equal([null, null], new[] { 1, 2 }.Select(id => limiter.Judge(Number(id))));
        Assert.NotNull(limiter.Judge(Number(3)));
        Assert.False(limiter.Expects(Number(4)));
        _clock.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal([true, true, false], new[] { 5, 6, 7 }.Select(id => limiter.Expects(Number(id))));
        _clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal([true, true, false], new[] { 8, 9, 10 }.Select(id => limiter.Expects(Number(id))));
    }

    [Theory]
    [InlineData(0.2, "1 second")]
    [InlineData(15, "15 seconds")]
    [InlineData(90.5, "2 minutes")]
    [InlineData(3600, "1 hour")]
    [InlineData(86400 * 3, "3 days")]
    public void A_time_is_said_as_people_say_it(double seconds, string said) => Assert.Equal(said, Duration.Of(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public async Task A_message_refused_for_its_number_is_dealt_with_and_seen_by_nobody_and_what_comes_after_the_pause_is_answered()
    {
        var asked = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var agent = Some.Agent((request, _) =>
        {
            asked.Enqueue(request.Prompt);
            return Some.Pieces("echo: ", request.Prompt);
        });
        var access = new AccessOptions { RateLimit = new() { MessagesPerMinute = 6, Burst = 2 } };
        await using var host = await TestHost.StartAsync(agent, new Bots.Sessions.Memory.MemorySessionStore(_clock), time: _clock, access: access);

        await host.SayAsync("one");
        await host.SayAsync("two");
        Assert.Contains("6 messages a minute from one person", await host.SayAsync("three"), StringComparison.Ordinal);
        Assert.Contains("go on in 20 seconds", host.Adapter.Delivered.Last().Text, StringComparison.Ordinal);
        await host.Adapter.Sink!.AcceptAsync([Some.Message("four"), Some.Message("five")], default);
        Assert.Contains("No answer is being written", await host.SayAsync("/stop"), StringComparison.Ordinal);
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal("echo: six", await host.SayAsync("six"));

        Assert.Equal(["one", "two", "six"], asked);
        var inbox = host.Get<Stores.DeliveryStores>().Inbox;
        for (var patience = 0; patience < 3_000 && (await inbox.ListAsync(Sessions.Delivery.InboxState.Open)).Count > 0; patience++) await Task.Delay(10);
        Assert.Empty(await inbox.ListAsync(Sessions.Delivery.InboxState.Open));
        Assert.Equal(5, host.Adapter.Delivered.Count);
    }

    private static InboundMessage Photo(long place, string album) => Some.Message("") with { Part = new(place) { Album = album } };

    private RateLimiter Limiter(int perMinute, int burst) =>
        new(new(new() { RateLimit = new() { MessagesPerMinute = perMinute, Burst = burst } }, new Dictionary<string, AccessRulebook.Account>()), _clock);
}
