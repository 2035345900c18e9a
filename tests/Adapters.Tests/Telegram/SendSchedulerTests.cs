using Bots.Adapters.Telegram.Sending;
using Bots.Fakes;

namespace Bots.Adapters.Tests.Telegram;

public sealed class SendSchedulerTests : IDisposable
{
    private readonly TestClock _clock = new();
    private readonly SendScheduler _scheduler;

    public SendSchedulerTests() => _scheduler = new(new(), _clock);

    public void Dispose() => _scheduler.Dispose();

    [Fact]
    public void A_chat_takes_a_short_burst_and_then_one_a_second()
    {
        var sent = Count(new(1, SendPriority.Preview), TimeSpan.FromSeconds(10));

        Assert.Equal(3 + 10, sent);
    }

    [Fact]
    public void A_token_never_sends_more_than_thirty_within_a_second()
    {
        var sent = new List<DateTimeOffset>();
        for (var chat = 1; chat < 2000; chat++)
        {
            if (_scheduler.TryTake(new(chat, SendPriority.Message)) == TimeSpan.Zero) sent.Add(_clock.GetUtcNow());
            _clock.Advance(TimeSpan.FromMilliseconds(5));
        }

        Assert.All(sent, time => Assert.InRange(sent.Count(other => other >= time && other < time + TimeSpan.FromSeconds(1)), 1, 30));
        Assert.InRange(sent.Count, 200, 300);
    }

    [Fact]
    public void Previews_leave_a_part_of_a_groups_minute_to_answers()
    {
        Assert.Equal(14, Count(new(-1, SendPriority.Preview), TimeSpan.FromSeconds(40)));
        Assert.Equal(6, Count(new(-1, SendPriority.Final), TimeSpan.FromSeconds(15)));
        Assert.NotEqual(TimeSpan.Zero, _scheduler.TryTake(new(-1, SendPriority.Final)));
    }

    [Fact]
    public async Task Finals_go_before_messages_however_late_they_come()
    {
        Exhaust();
        var message = _scheduler.TakeAsync(new(100, SendPriority.Message), CancellationToken.None);
        var final = _scheduler.TakeAsync(new(101, SendPriority.Final), CancellationToken.None);

        _clock.Advance(TimeSpan.FromMilliseconds(50));
        await final.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.False(message.IsCompleted);

        _clock.Advance(TimeSpan.FromMilliseconds(50));
        await message.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Previews_never_go_before_those_who_wait()
    {
        Exhaust();
        var waiting = _scheduler.TakeAsync(new(100, SendPriority.Message), CancellationToken.None);

        Assert.Equal(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(Math.Ceiling(_scheduler.TryTake(new(101, SendPriority.Preview)).TotalSeconds)));
        Assert.False(waiting.IsCompleted);
    }

    [Fact]
    public void A_refused_chat_is_left_alone_and_others_are_not()
    {
        _scheduler.Refused(1, TimeSpan.FromSeconds(9));

        Assert.Equal(TimeSpan.FromSeconds(9), _scheduler.TryTake(new(1, SendPriority.Final)));
        Assert.Equal(TimeSpan.Zero, _scheduler.TryTake(new(2, SendPriority.Final)));
        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(TimeSpan.Zero, _scheduler.TryTake(new(1, SendPriority.Final)));
    }

    [Fact]
    public void Two_refused_chats_stop_the_whole_token()
    {
        _scheduler.Refused(1, TimeSpan.FromSeconds(9));
        _scheduler.Refused(2, TimeSpan.FromSeconds(5));

        Assert.Equal(TimeSpan.FromSeconds(5), _scheduler.TryTake(new(3, SendPriority.Final)));
    }

    [Fact]
    public void A_clock_that_is_put_back_holds_nothing_up()
    {
        var clock = new PutRightClock(_clock);
        using var scheduler = new SendScheduler(new(), clock);
        for (var sent = 0; scheduler.TryTake(new(1, SendPriority.Final)) == TimeSpan.Zero; sent++) Assert.InRange(sent, 0, 10);

        clock.Correction = TimeSpan.FromHours(-1);
        _clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(TimeSpan.Zero, scheduler.TryTake(new(1, SendPriority.Final)));
        Assert.Equal(TimeSpan.Zero, scheduler.TryTake(new(2, SendPriority.Final)));
    }

    private sealed class PutRightClock(TestClock clock) : TimeProvider
    {
        public TimeSpan Correction { get; set; }

        public override long TimestampFrequency => clock.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() + Correction;

        public override long GetTimestamp() => clock.GetTimestamp();
    }

    [Fact]
    public async Task Who_gives_up_takes_nothing()
    {
        Exhaust();
        using var stop = new CancellationTokenSource();
        var given = _scheduler.TakeAsync(new(100, SendPriority.Final), stop.Token);
        var other = _scheduler.TakeAsync(new(101, SendPriority.Message), CancellationToken.None);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        _clock.Advance(TimeSpan.FromMilliseconds(50));

        await other.WaitAsync(TimeSpan.FromSeconds(20));
    }

    private void Exhaust()
    {
        for (var chat = 1; _scheduler.TryTake(new(chat, SendPriority.Message)) == TimeSpan.Zero; chat++) Assert.True(chat < 100);
    }

    private int Count(SendLane lane, TimeSpan within)
    {
        var sent = 0;
        for (var end = _clock.GetUtcNow() + within; _clock.GetUtcNow() <= end; _clock.Advance(TimeSpan.FromMilliseconds(100)))
        {
            if (_scheduler.TryTake(lane) == TimeSpan.Zero) sent++;
        }

        return sent;
    }
}
