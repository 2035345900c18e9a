using System.Collections.Concurrent;
using System.Diagnostics;
using Bots.BotHost.Telemetry;
using Bots.Sessions;
using Bots.Sessions.Delivery;

namespace Bots.BotHost.Tests.Telemetry;

/// <summary>Keeps every span of this program that ends while it listens; other tests' as well, so ask for one trace.</summary>
internal sealed class SpanCollector : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public SpanCollector()
    {
        _listener = new()
        {
            ShouldListenTo = static source => source.Name.StartsWith(MessageTracer.SourceName, StringComparison.Ordinal),
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>The spans of a trace in the order of their beginning.</summary>
    public IReadOnlyList<Activity> Of(MessageTrace trace) =>
        [.. _ended.Where(span => span.TraceId == trace.Context.TraceId).OrderBy(static span => span.StartTimeUtc)];

    /// <summary>The trace that lies with an entry of the inbox.</summary>
    public static async Task<MessageTrace> TraceAsync(ISessionStore store, InboxState state, int place = 0) =>
        MessageTrace.Read((await store.Require<IInbox>().ListAsync(state))[place].Message.Trace);

    public void Dispose() => _listener.Dispose();
}
