using System.Diagnostics.Metrics;

namespace Bots.Adapters;

/// <summary>What adapters measure.</summary>
public static class AdapterMetrics
{
    /// <summary>The name of the meter, for listeners.</summary>
    public const string MeterName = "Bots.Adapters";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Histogram<double> Waits = Meter.CreateHistogram<double>("bots.send.wait", "s", "Time a request waited for its place within the platform's limits.");

    /// <summary>Notes how long a request waited for its place.</summary>
    internal static void Waited(string platform, TimeSpan time) => Waits.Record(time.TotalSeconds, new KeyValuePair<string, object?>("platform", platform));
}
