namespace Bots.BotHost.Health;

/// <summary><c>/health</c>: everything, for operators and alarms. <c>/healthz</c>: need the process be restarted? <c>/readyz</c>: do store and bots work right now?</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/health", static async (HealthReport report, CancellationToken cancellationToken) => Answer(await report.WriteAsync(cancellationToken)));
        endpoints.MapGet("/healthz", static (HealthReport report) => Answer(report.Live()));
        endpoints.MapGet("/readyz", static async (HealthReport report, CancellationToken cancellationToken) => Answer(await report.ReadyAsync(cancellationToken)));
    }

    private static IResult Answer((bool IsHealthy, string Text) report) => Results.Text(report.Text, statusCode: report.IsHealthy ? 200 : 503);
}
