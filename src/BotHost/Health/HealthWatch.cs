using Bots.BotHost.Turns;
using Microsoft.Extensions.Options;

namespace Bots.BotHost.Health;

/// <summary>Says in the log, once, that a bot has stalled or that somebody waits too long, and when that is over.</summary>
internal sealed partial class HealthWatch(AdapterBoard board, TurnQueue queue, IOptions<HealthOptions> options, TimeProvider time, ILogger<HealthWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private readonly HashSet<string> _stalled = new(StringComparer.Ordinal);
    private bool _late;

    /// <summary>Looks once.</summary>
    public void Look()
    {
        foreach (var (bot, entry) in board.Entries) Look(bot, entry);
        var age = queue.AgeOfOldest(time);
        var late = age > options.Value.OldestUnanswered;
        if (late && !_late) LogLate(age, queue.Waiting, queue.Running);
        if (!late && _late) LogInTime();
        _late = late;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) Look();
    }

    private void Look(string bot, AdapterEntry entry)
    {
        if (!entry.IsStalled(time.GetUtcNow()))
        {
            if (_stalled.Remove(bot)) LogAlive(bot);
        }
        else if (_stalled.Add(bot))
        {
            LogStalled(bot, entry.At, entry.State.Detail);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Bot} has stalled: no sign of life since {Since:u}, when it said: {Detail} If it does not recover, restart the host; nothing accepted is lost")]
    private partial void LogStalled(string bot, DateTimeOffset since, string detail);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Bot} shows signs of life again")]
    private partial void LogAlive(string bot);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The oldest unanswered message is {Age} old ({Waiting} waiting, {Running} being answered); see Health:OldestUnanswered")]
    private partial void LogLate(TimeSpan age, int waiting, int running);

    [LoggerMessage(Level = LogLevel.Information, Message = "No message waits too long any more")]
    private partial void LogInTime();
}
