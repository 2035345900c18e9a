using System.ComponentModel.DataAnnotations;

namespace Bots.BotHost.Turns;

/// <summary>What happens to messages that arrive while their session's turn runs.</summary>
internal enum BusyMode
{
    /// <summary>Each gets its own answer, in order.</summary>
    Queue,

    /// <summary>All that came meanwhile are answered together, next.</summary>
    Merge,

    /// <summary>The running turn is cut, and its message is answered together with the new one.</summary>
    Interrupt,
}

/// <summary>How turns are run (section <c>Turns</c>).</summary>
internal sealed class TurnOptions
{
    /// <summary>A turn that takes longer is cut and the user told. Default: 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00", ErrorMessage = "Turns:Timeout must be between 1 second and 1 day, written as 00:05:00.")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Turns running at once, over all sessions; the rest wait in the inbox. Default: 1000.</summary>
    [Range(1, 100_000, ErrorMessage = "Turns:MaxConcurrent must be between 1 and 100000.")]
    public int MaxConcurrent { get; set; } = 1_000;

    /// <summary>What happens to messages that arrive while their session's turn runs. Default: queue.</summary>
    [EnumDataType(typeof(BusyMode), ErrorMessage = "Turns:WhileBusy must be Queue, Merge or Interrupt.")]
    public BusyMode WhileBusy { get; set; } = BusyMode.Queue;

    /// <summary>Messages waiting per session; beyond it the oldest are answered together. Default: 20.</summary>
    [Range(1, 1_000, ErrorMessage = "Turns:MaxWaitingPerSession must be between 1 and 1000.")]
    public int MaxWaitingPerSession { get; set; } = 20;

    /// <summary>Messages of one session waiting before further ones are told at once that the bot cannot keep up. Default: 200.</summary>
    [Range(1, 100_000, ErrorMessage = "Turns:MaxBacklogPerSession must be between 1 and 100000.")]
    public int MaxBacklogPerSession { get; set; } = 200;

    /// <summary>Messages waiting in total; beyond it new ones are told at once that the bot is too busy. Default: 100000.</summary>
    [Range(1, 10_000_000, ErrorMessage = "Turns:MaxWaiting must be between 1 and 10000000.")]
    public int MaxWaiting { get; set; } = 100_000;

    /// <summary>Turns started for one message before it is given up as a dead letter: a message that kills the process must not do so for ever. Default: 3.</summary>
    [Range(1, 100, ErrorMessage = "Turns:MaxAttempts must be between 1 and 100.")]
    public int MaxAttempts { get; set; } = 3;

    /// <summary>From so many unfinished attempts on an entry is suspected to kill the host and runs alone: two, or fewer where fewer are allowed.</summary>
    internal int AttemptsOfSuspect => Math.Clamp(MaxAttempts - 1, 1, 2);

    /// <summary>How long a stopping host waits for running turns; what is not finished is answered after the next start. Default: 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00", ErrorMessage = "Turns:DrainTimeout must be between 0 and 1 hour, written as 00:00:30.")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a host that stops renewing keeps its claims. Default: 30 seconds; renewed at a third.</summary>
    [Range(typeof(TimeSpan), "00:00:03", "01:00:00", ErrorMessage = "Turns:Lease must be between 3 seconds and 1 hour, written as 00:00:30.")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);
}
