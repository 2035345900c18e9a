using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Bots.Fakes.Telemetry;

/// <summary>An OpenTelemetry collector that keeps what it is sent (OTLP 1.x, github.com/open-telemetry/opentelemetry-proto).</summary>
public sealed class OtlpCollector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<OtlpSpan> _spans = new();
    private readonly ConcurrentDictionary<string, bool> _metrics = new();
    private readonly ConcurrentQueue<byte[]> _bodies = new();

    private OtlpCollector(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public string Address => _app.Urls.First();

    public IReadOnlyCollection<OtlpSpan> Spans => _spans;

    /// <summary>The names of the metrics that came.</summary>
    public IReadOnlyCollection<string> Metrics => [.. _metrics.Keys];

    /// <summary>Every request's bytes as text, to look for what must not be there.</summary>
    public string Everything => string.Join('\n', _bodies.Select(Encoding.Latin1.GetString));

    /// <summary>The header <c>authorization</c> of the newest request.</summary>
    public string? Authorization { get; private set; }

    /// <param name="grpc">True for gRPC, false for protobuf over HTTP.</param>
    public static async Task<OtlpCollector> StartAsync(bool grpc = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = grpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var collector = new OtlpCollector(app);
        app.MapPost("/v1/traces", context => collector.TakeAsync(context, isTraces: true, isGrpc: false));
        app.MapPost("/v1/metrics", context => collector.TakeAsync(context, isTraces: false, isGrpc: false));
        app.MapPost("/opentelemetry.proto.collector.trace.v1.TraceService/Export", context => collector.TakeAsync(context, isTraces: true, isGrpc: true));
        app.MapPost("/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", context => collector.TakeAsync(context, isTraces: false, isGrpc: true));
        await app.StartAsync();
        return collector;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context, bool isTraces, bool isGrpc)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        // A gRPC message follows one byte for compression and four for its length.
        var message = body.ToArray().AsMemory(isGrpc ? 5 : 0);
        _bodies.Enqueue(message.ToArray());
        Authorization = context.Request.Headers.Authorization;
        if (isTraces) TakeSpans(message);
        else TakeMetrics(message);
        context.Response.ContentType = isGrpc ? "application/grpc" : "application/x-protobuf";
        if (!isGrpc) return;
        await context.Response.Body.WriteAsync(new byte[5]);
        context.Response.AppendTrailer("grpc-status", "0");
    }

    private void TakeSpans(ReadOnlyMemory<byte> request)
    {
        foreach (var resource in ProtobufReader.Fields(request, 1))
        foreach (var scope in ProtobufReader.Fields(resource, 2))
        foreach (var span in ProtobufReader.Fields(scope, 2))
            _spans.Enqueue(new(Text(span, 5), Hex(span, 1), Hex(span, 2), Hex(span, 4)));
    }

    private void TakeMetrics(ReadOnlyMemory<byte> request)
    {
        foreach (var resource in ProtobufReader.Fields(request, 1))
        foreach (var scope in ProtobufReader.Fields(resource, 2))
        foreach (var metric in ProtobufReader.Fields(scope, 2))
            _metrics[Text(metric, 1)] = true;
    }

    private static string Text(ReadOnlyMemory<byte> message, int field) => Encoding.UTF8.GetString(ProtobufReader.Fields(message, field).FirstOrDefault().Span);

    private static string Hex(ReadOnlyMemory<byte> message, int field) => Convert.ToHexStringLower(ProtobufReader.Fields(message, field).FirstOrDefault().Span);
}

/// <summary>A span as it came.</summary>
public sealed record OtlpSpan(string Name, string TraceId, string SpanId, string ParentId);
