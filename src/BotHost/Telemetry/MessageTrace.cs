using System.Diagnostics;

namespace Bots.BotHost.Telemetry;

/// <summary>The trace of one message: the same from the update to the receipt, also over restarts, because it lies with the message in the store.</summary>
/// <remarks>It is there whether anybody records it or not: its short form is what users and logs are shown.</remarks>
internal readonly record struct MessageTrace(ActivityContext Context)
{
    private const int ShortLength = 8;

    /// <summary>The short form: enough to find the trace, short enough to read out.</summary>
    public string Reference => Context.TraceId.ToHexString()[..ShortLength];

    /// <summary>A trace that nobody has begun to record.</summary>
    public static MessageTrace New(ActivityTraceFlags flags = ActivityTraceFlags.Recorded) =>
        new(new(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), flags));

    /// <summary>The stored trace; a new one where there is none.</summary>
    public static MessageTrace Read(string? stored) =>
        ActivityContext.TryParse(stored, null, isRemote: true, out var context) ? new(context) : New();

    /// <summary>The short form of a stored trace; a dash where there is none.</summary>
    public static string ReferenceOf(string? stored) => stored is null ? "-" : Read(stored).Reference;

    /// <summary>As it is stored (W3C <c>traceparent</c>).</summary>
    public override string ToString() => $"00-{Context.TraceId}-{Context.SpanId}-{(byte)Context.TraceFlags:x2}";
}
