namespace Bots.BotHost.Telemetry;

/// <summary>What the parts of the pipeline report to.</summary>
internal sealed record HostTelemetry(MessageTracer Tracer, BotMetrics Metrics);
