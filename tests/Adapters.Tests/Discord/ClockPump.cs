using Bots.Fakes;

namespace Bots.Adapters.Tests.Discord;

/// <summary>Lets a test clock run fast, for as long as this lives: for tests in which many things wait.</summary>
internal sealed class ClockPump : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Task _running;
    private volatile int _stepMilliseconds;

    public ClockPump(TestClock clock, int stepMilliseconds = 50)
    {
        _stepMilliseconds = stepMilliseconds;
        _running = RunAsync(clock);
    }

    /// <summary>Goes on at another speed.</summary>
    public void Pace(int stepMilliseconds) => _stepMilliseconds = stepMilliseconds;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running;
        _end.Dispose();
    }

    private async Task RunAsync(TestClock clock)
    {
        while (!_end.IsCancellationRequested)
        {
            await Task.Delay(1);
            clock.Advance(TimeSpan.FromMilliseconds(_stepMilliseconds));
        }
    }
}
