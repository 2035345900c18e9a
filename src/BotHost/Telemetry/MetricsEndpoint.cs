using System.Net;
using Microsoft.Extensions.Options;

namespace Bots.BotHost.Telemetry;

/// <summary><c>/metrics</c>: everything counted and measured, for this machine only unless the options open it.</summary>
internal static class MetricsEndpoint
{
    public static void MapMetrics(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/metrics", static (HttpContext context, MetricsBook book, IOptions<TelemetryOptions> options) =>
            options.Value.MetricsFromAnywhere || IsFromHere(context)
                ? Results.Text(book.Write(), PrometheusText.ContentType)
                : Results.Text("Metrics are shown to this machine only; Telemetry:MetricsFromAnywhere=true opens them.\n", statusCode: StatusCodes.Status403Forbidden));

    /// <summary>A proxy on this machine speaks for others.</summary>
    private static bool IsFromHere(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && !context.Request.Headers.ContainsKey("X-Forwarded-For") && !context.Request.Headers.ContainsKey("Forwarded");
}
