using Bots.BotHost.Outbox;
using Bots.BotHost.Turns;
using Bots.Fakes;

namespace Bots.BotHost.Tests;

public sealed class SendGateTests : IDisposable
{
    private readonly TestClock _clock = new();
    private readonly Quarantine _quarantine;
    private readonly SendGate _gate;
    private int _begun;

    public SendGateTests()
    {
        _quarantine = new(_clock);
        _gate = new(_quarantine);
    }

    public void Dispose() => _gate.Dispose();

    [Fact]
    public async Task A_suspect_is_sent_alone()
    {
        var (before, suspect, after) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        var first = Send(before, alone: false);
        var second = Send(suspect, alone: true);
        var third = Send(after, alone: false);
        Assert.Equal(1, _begun);

        before.SetResult();
        await Eventually.TrueAsync(() => Volatile.Read(ref _begun) == 2, "the suspect begins");
        Assert.False(third.IsCompleted);
        suspect.SetResult();
        await Eventually.TrueAsync(() => Volatile.Read(ref _begun) == 3, "the others go on");
        after.SetResult();

        await Task.WhenAll(first, second, third);
    }

    [Fact]
    public async Task Nobody_is_held_back_for_ever()
    {
        var never = new TaskCompletionSource();
        var (stuck, suspect, waiting) = (Send(never, alone: false), Send(never, alone: true), Send(never, alone: false));
        Assert.Equal(1, _begun);

        _clock.Advance(Quarantine.LongestHold);
        await Eventually.TrueAsync(() => Volatile.Read(ref _begun) == 3, "all have begun");

        never.SetResult();
        await Task.WhenAll(stuck, suspect, waiting);
    }

    [Fact]
    public async Task Who_gives_up_waiting_holds_nobody_back()
    {
        var (running, over) = (new TaskCompletionSource(), new CancellationTokenSource());
        var first = Send(running, alone: false);
        var suspect = Send(running, alone: true, over.Token);

        await over.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => suspect);
        var next = Send(running, alone: false);

        Assert.Equal(2, _begun);
        running.SetResult();
        await Task.WhenAll(first, next);
    }

    [Fact]
    public async Task A_reply_waits_while_a_suspect_message_is_answered_and_a_suspect_reply_for_longer_than_the_others()
    {
        var (message, any) = (_quarantine.Add(), new TaskCompletionSource());
        Assert.True(_quarantine.TryBegin(message));
        var (ordinary, suspect) = (Send(any, alone: false), Send(any, alone: true));
        Assert.Equal(0, _begun);

        _clock.Advance(Quarantine.LongestHold);
        await Eventually.TrueAsync(() => Volatile.Read(ref _begun) == 1, "the ordinary reply goes on");
        any.SetResult();
        await ordinary;
        Assert.False(suspect.IsCompleted);

        _quarantine.End(message);
        Assert.True(await suspect);
        Assert.Equal(0, _clock.PendingTimers);
    }

    [Fact]
    public async Task A_suspect_message_waits_while_a_suspect_reply_is_sent()
    {
        var until = new TaskCompletionSource();
        var reply = Send(until, alone: true);
        var message = _quarantine.Add();
        Assert.Equal(1, _begun);

        _clock.Advance(Quarantine.LongestHold * 2);
        Assert.False(_quarantine.TryBegin(message));
        until.SetResult();
        await reply;

        Assert.True(_quarantine.TryBegin(message));
    }

    [Fact]
    public async Task A_suspect_that_never_ends_lets_even_other_suspects_pass_in_the_end()
    {
        var never = new TaskCompletionSource();
        var (stuck, next) = (Send(never, alone: true), Send(never, alone: true));
        Assert.Equal(1, _begun);

        _clock.Advance(Quarantine.LongestStay);
        _clock.Advance(Quarantine.LongestHold);
        await Eventually.TrueAsync(() => Volatile.Read(ref _begun) == 2, "the next suspect");

        never.SetResult();
        await Task.WhenAll(stuck, next);
        Assert.True(_quarantine.TryBegin());
    }

    private Task<bool> Send(TaskCompletionSource until, bool alone, CancellationToken cancellationToken = default) => _gate.RunAsync(alone, async () =>
    {
        Interlocked.Increment(ref _begun);
        await until.Task;
        return true;
    }, cancellationToken);
}
