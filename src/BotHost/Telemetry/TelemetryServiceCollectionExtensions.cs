namespace Bots.BotHost.Telemetry;

/// <summary>Registers what makes the host visible.</summary>
internal static class TelemetryServiceCollectionExtensions
{
    public static IServiceCollection AddTelemetry(this IServiceCollection services)
    {
        services.AddOptions<TelemetryOptions>().BindConfiguration("Telemetry");
        services.AddSingleton<MessageTracer>().AddSingleton<BotMetrics>().AddSingleton<HostTelemetry>();
        services.AddSingleton<MetricsBook>().AddSingleton<HostGauges>();
        services.AddHostedService<TelemetryService>();
        return services;
    }
}
