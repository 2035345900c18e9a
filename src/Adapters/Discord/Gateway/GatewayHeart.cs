namespace Bots.Adapters.Discord.Gateway;

/// <summary>Beats, and notices when nobody answers.</summary>
internal sealed class GatewayHeart(TimeProvider time, Func<double> chance)
{
    private int _unanswered;

    /// <summary>An answer came.</summary>
    public void Answered() => Interlocked.Exchange(ref _unanswered, 0);

    /// <summary>Beats until cancelled; returns when a beat stayed unanswered until the next: the connection is dead, though it may look alive.</summary>
    public async Task RunAsync(TimeSpan interval, Func<CancellationToken, Task> beat, CancellationToken cancellationToken)
    {
        await Task.Delay(interval * chance(), time, cancellationToken);
        while (true)
        {
            Interlocked.Exchange(ref _unanswered, 1);
            await beat(cancellationToken);
            await Task.Delay(interval, time, cancellationToken);
            if (Volatile.Read(ref _unanswered) == 1) return;
        }
    }
}
