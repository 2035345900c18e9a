using Bots.Adapters;
using Bots.Agents;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Bots.BotHost.Telemetry;

/// <summary>Sends traces and metrics to a collector. The only place that touches the OpenTelemetry packages: without a collector they are never loaded.</summary>
internal sealed class OtlpPipeline : IDisposable
{
    private const int FlushMilliseconds = 3_000;

    private readonly TracerProvider _traces;
    private readonly MeterProvider _metrics;

    public OtlpPipeline(TelemetryOptions options, string instance)
    {
        var resource = ResourceBuilder.CreateDefault().AddService(options.ServiceName, serviceInstanceId: instance);
        _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource)
            .AddSource(MessageTracer.SourceName, AgentTelemetry.SourceName)
            .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(options.OtlpTraceShare)))
            .AddOtlpExporter(exporter => Configure(exporter, options, "v1/traces")).Build();
        _metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource)
            .AddMeter(BotMetrics.MeterName, AdapterMetrics.MeterName)
            .AddOtlpExporter(exporter => Configure(exporter, options, "v1/metrics")).Build();
    }

    /// <summary>Sends what is left; a collector that is away does not hold up the end for long.</summary>
    public void Dispose()
    {
        _traces.Shutdown(FlushMilliseconds);
        _metrics.Shutdown(FlushMilliseconds);
        _traces.Dispose();
        _metrics.Dispose();
    }

    private static void Configure(OtlpExporterOptions exporter, TelemetryOptions options, string path)
    {
        // Without an address of ours the exporter reads the standard OTEL_EXPORTER_OTLP_… variables.
        if (options.OtlpEndpoint.Length == 0) return;
        var isHttp = options.OtlpProtocol == OtlpProtocol.Http;
        exporter.Protocol = isHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        exporter.Endpoint = new(isHttp ? $"{options.OtlpEndpoint.TrimEnd('/')}/{path}" : options.OtlpEndpoint);
        if (options.OtlpHeaders.Length > 0) exporter.Headers = options.OtlpHeaders;
    }
}
