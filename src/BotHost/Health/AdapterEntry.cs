using System.Globalization;
using Bots.Adapters;

namespace Bots.BotHost.Health;

/// <summary>What is known of an adapter.</summary>
/// <param name="State">What it said last.</param>
/// <param name="At">When it said so: its last sign of life.</param>
/// <param name="Since">Since when it receives, or does not.</param>
internal sealed record AdapterEntry(AdapterState State, DateTimeOffset At, DateTimeOffset Since)
{
    public bool IsUp => State.Health is AdapterHealth.Up;

    /// <summary>True when it has been silent for longer than it ever is while it works, whatever it said last.</summary>
    public bool IsStalled(DateTimeOffset now) => State is { Health: not AdapterHealth.Failed, NextWithin: { } within } && now - At > within;

    /// <summary>The next entry after a report.</summary>
    public static AdapterEntry After(AdapterEntry? before, AdapterState state, DateTimeOffset now) =>
        new(state, now, before is not null && before.IsUp == state.Health is AdapterHealth.Up ? before.Since : now);

    /// <summary>What is wrong and since when; null for nothing.</summary>
    public string? Problem(DateTimeOffset now, TimeSpan downAfter) => this switch
    {
        { State.Health: AdapterHealth.Failed } => $"gave up at {Time(At)}",
        _ when IsStalled(now) => $"stalled, no sign of life since {Time(At)}",
        { IsUp: false } when now - Since > downAfter => $"not receiving since {Time(Since)}",
        _ => null,
    };

    /// <summary>How it is, in one line for operators.</summary>
    public string Describe(DateTimeOffset now, TimeSpan downAfter) =>
        $"{Problem(now, downAfter) ?? $"{State.Health} since {Time(Since)}"}, last sign of life {(now - At).TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s ago: {State.Detail}";

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
