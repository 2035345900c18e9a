using Bots.BotHost.Outbox;
using Bots.Fakes;

namespace Bots.BotHost.Tests;

public sealed class SendGateTests : IDisposable
{
    private readonly TestClock _clock = new();
    private readonly SendGate _gate;
    private int _begun;

    public SendGateTests() => _gate = new(_clock);

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

        _clock.Advance(SendGate.LongestHold);
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

    private Task<bool> Send(TaskCompletionSource until, bool alone, CancellationToken cancellationToken = default) => _gate.RunAsync(alone, async () =>
    {
        Interlocked.Increment(ref _begun);
        await until.Task;
        return true;
    }, cancellationToken);
}
