using System.ComponentModel.DataAnnotations;

namespace Bots.BotHost.Telemetry;

/// <summary>How a collector is spoken to.</summary>
internal enum OtlpProtocol
{
    /// <summary>Protobuf over HTTP, usually port 4318.</summary>
    Http,

    /// <summary>gRPC, usually port 4317.</summary>
    Grpc,
}

/// <summary>Who may see what the host does (section <c>Telemetry</c>).</summary>
internal sealed class TelemetryOptions
{
    /// <summary>The OpenTelemetry collector that gets traces and metrics; empty for none. Default: none.</summary>
    [RegularExpression("^https?://[^/].*", ErrorMessage = "Telemetry:OtlpEndpoint must be an address such as http://localhost:4318.")]
    public string OtlpEndpoint { get; set; } = "";

    /// <summary>How the collector is spoken to. Default: Http.</summary>
    public OtlpProtocol OtlpProtocol { get; set; } = OtlpProtocol.Http;

    /// <summary>Headers sent to the collector, as <c>name=value,name=value</c>. May hold a secret.</summary>
    public string OtlpHeaders { get; set; } = "";

    /// <summary>The share of messages whose traces are sent, from 0 to 1. Default: 1.</summary>
    [Range(0d, 1d, ErrorMessage = "Telemetry:OtlpTraceShare must be between 0 and 1.")]
    public double OtlpTraceShare { get; set; } = 1;

    /// <summary>The name of this service for the collector. Default: bots.</summary>
    public string ServiceName { get; set; } = "bots";

    /// <summary>True to answer <c>/metrics</c> to other machines. Default: false.</summary>
    public bool MetricsFromAnywhere { get; set; }
}
