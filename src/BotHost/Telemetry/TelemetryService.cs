using System.Runtime.CompilerServices;
using Bots.BotHost.Turns;
using Microsoft.Extensions.Options;

namespace Bots.BotHost.Telemetry;

/// <summary>Starts before the pipeline and ends after it, so that nothing goes unseen.</summary>
internal sealed class TelemetryService(
    MetricsBook book, BotMetrics metrics, HostGauges gauges, HostIdentity host, IOptions<TelemetryOptions> options, IConfiguration configuration) : IHostedService
{
    private IDisposable? _otlp;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        gauges.Register();
        book.Start(metrics);
        if (options.Value.OtlpEndpoint.Length > 0 || !string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])) _otlp = StartOtlp();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => _otlp is null ? Task.CompletedTask : Task.Run(_otlp.Dispose, CancellationToken.None);

    // A method of its own: the packages are loaded when it is entered.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private OtlpPipeline StartOtlp() => new(options.Value, host.Owner);
}
