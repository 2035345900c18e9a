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

    [Fact]
    public async Task Nobody_waits_for_a_whole_line_of_suspects_and_none_of_them_is_sent_beside_another()
    {
        var suspects = Enumerable.Range(0, 4).Select(static _ => new TaskCompletionSource()).ToArray();
        var line = suspects.Select(until => Send(until, alone: true)).ToArray();
        var (clean, late) = (new TaskCompletionSource(), new TaskCompletionSource());
        var between = Send(clean, alone: false);

        await EndAsync(0);
        await Eventually.TrueAsync(() => Volatile.Read(ref _begun) == 2, "the second suspect, in the same shift");
        Assert.False(_quarantine.TryBegin());
        await EndAsync(1);
        await Eventually.TrueAsync(() => Volatile.Read(ref _begun) == 3, "the clean reply");
        _clock.Advance(Quarantine.Shift / 2);
        Assert.True(_quarantine.TryBegin());
        _quarantine.End();
        Assert.Equal(3, _begun);

        // The others' time is over, but one of them is still under way.
        _clock.Advance(Quarantine.Shift / 2);
        var after = Send(late, alone: false);
        Assert.Equal(3, _begun);
        clean.SetResult();
        await between;
        await Eventually.TrueAsync(() => Volatile.Read(ref _begun) == 4, "the third suspect");
        await EndAsync(2);
        await Eventually.TrueAsync(() => Volatile.Read(ref _begun) == 5, "the fourth suspect, in the same shift");
        await EndAsync(3);
        await Eventually.TrueAsync(() => Volatile.Read(ref _begun) == 6, "whoever was late");
        late.SetResult();
        Assert.True(await after);
        Assert.Equal(0, _clock.PendingTimers);

        async Task EndAsync(int place)
        {
            _clock.Advance(Quarantine.Shift / 2);
            suspects[place].SetResult();
            await line[place];
        }
    }

    [Fact]
    public async Task Suspects_do_not_wait_between_each_other_for_nobody()
    {
        var (first, second) = (new TaskCompletionSource(), new TaskCompletionSource());
        var (one, two) = (Send(first, alone: true), Send(second, alone: true));

        _clock.Advance(Quarantine.Shift * 2);
        first.SetResult();
        await one;
        await Eventually.TrueAsync(() => Volatile.Read(ref _begun) == 2, "the second suspect");

        second.SetResult();
        await two;
    }

    [Fact]
    public async Task Suspects_that_give_up_waiting_leave_the_others_their_time()
    {
        using var over = new CancellationTokenSource();
        var (until, clean) = (new TaskCompletionSource(), new TaskCompletionSource());
        var running = Send(until, alone: true);
        var (leaving, last) = (Send(clean, alone: true, over.Token), Send(clean, alone: true));
        Assert.False(_quarantine.TryBegin());
        _clock.Advance(Quarantine.Shift);
        until.SetResult();
        await running;

        await over.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        Assert.True(_quarantine.TryBegin());
        _quarantine.End();
        Assert.Equal(1, _begun);
        _clock.Advance(Quarantine.Shift);
        clean.SetResult();

        Assert.True(await last);
        Assert.True(_quarantine.TryBegin());
    }

    private Task<bool> Send(TaskCompletionSource until, bool alone, CancellationToken cancellationToken = default) => _gate.RunAsync(alone, async () =>
    {
        Interlocked.Increment(ref _begun);
        await until.Task;
        return true;
    }, cancellationToken);
}
