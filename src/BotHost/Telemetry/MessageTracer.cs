using System.Diagnostics;

namespace Bots.BotHost.Telemetry;

/// <summary>Begins the spans of a message. They cost nothing while nobody listens, and carry no text and no user.</summary>
internal sealed class MessageTracer : IDisposable
{
    /// <summary>The name listeners subscribe to.</summary>
    public const string SourceName = "Bots";

    private readonly ActivitySource _source = new(SourceName);

    /// <summary>Begins a message's trace: it belongs to the message, not to the request that happened to bring it.</summary>
    public (Activity? Span, MessageTrace Trace) Receive(string bot)
    {
        var ambient = Activity.Current;
        Activity.Current = null;
        try
        {
            var span = _source.StartActivity("receive", ActivityKind.Consumer)?.SetTag("bot", bot);
            // Listened to and yet not begun means: left out of the sample, which holds for the rest of the trace.
            return (span, span is null ? MessageTrace.New(_source.HasListeners() ? ActivityTraceFlags.None : ActivityTraceFlags.Recorded) : new(span.Context));
        }
        finally
        {
            Activity.Current = ambient;
        }
    }

    /// <summary>Records the time from acceptance to the start of the turn; after a restart it reaches back over it.</summary>
    public void Waited(MessageTrace trace, DateTimeOffset since, int attempt) =>
        _source.StartActivity("wait", ActivityKind.Internal, trace.Context, startTime: since)?.SetTag("attempt", attempt).Dispose();

    /// <summary>Begins a turn that answers several messages; it belongs to the trace of the newest and points at the others.</summary>
    public Activity? Turn(MessageTrace trace, IEnumerable<MessageTrace> others) =>
        _source.HasListeners() ? _source.StartActivity("turn", ActivityKind.Internal, trace.Context, links: others.Select(static other => new ActivityLink(other.Context))) : null;

    /// <summary>Begins a span below the turn's; none where the turn has none.</summary>
    public Activity? Start(string name) => Activity.Current?.Source == _source ? _source.StartActivity(name) : null;

    /// <summary>Begins a span of a stored trace.</summary>
    public Activity? Start(string name, MessageTrace trace, ActivityKind kind) => _source.StartActivity(name, kind, trace.Context);

    public void Dispose() => _source.Dispose();
}
