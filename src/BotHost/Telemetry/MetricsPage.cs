using System.Diagnostics.Metrics;
using System.Text;

namespace Bots.BotHost.Telemetry;

/// <summary>One instrument and its series. Thread-safe.</summary>
internal sealed class MetricsPage(Instrument instrument)
{
    private static readonly double[] Bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Series> _series = new(StringComparer.Ordinal);
    private readonly bool _isHistogram = instrument is Histogram<double>;
    private readonly bool _isCounter = instrument is Counter<long>;

    /// <summary>The name in the text format.</summary>
    public string Name { get; } = PrometheusText.NameOf(instrument.Name, instrument.Unit) + (instrument is Counter<long> ? "_total" : "");

    public void Add(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = PrometheusText.Labels(tags);
        lock (_lock)
        {
            if (!_series.TryGetValue(labels, out var series)) _series[labels] = series = new(_isHistogram ? new long[Bounds.Length] : []);
            series.Count++;
            series.Sum = _isCounter || _isHistogram ? series.Sum + value : value;
            if (_isHistogram && Array.FindIndex(Bounds, bound => value <= bound) is >= 0 and var bucket) series.Buckets[bucket]++;
        }
    }

    /// <summary>Drops what is asked for anew with every reading.</summary>
    public void ForgetObserved()
    {
        if (!instrument.IsObservable) return;
        lock (_lock) _series.Clear();
    }

    public void Write(StringBuilder text)
    {
        lock (_lock)
        {
            PrometheusText.Header(text, Name, instrument.Description, _isHistogram ? "histogram" : _isCounter ? "counter" : "gauge");
            foreach (var (labels, series) in _series)
            {
                if (_isHistogram) WriteHistogram(text, labels, series);
                else PrometheusText.Line(text, Name, labels, series.Sum);
            }
        }
    }

    private void WriteHistogram(StringBuilder text, string labels, Series series)
    {
        var below = 0L;
        for (var i = 0; i < Bounds.Length; i++)
            PrometheusText.Line(text, $"{Name}_bucket", PrometheusText.With(labels, "le", PrometheusText.Number(Bounds[i])), below += series.Buckets[i]);
        PrometheusText.Line(text, $"{Name}_bucket", PrometheusText.With(labels, "le", "+Inf"), series.Count);
        PrometheusText.Line(text, $"{Name}_sum", labels, series.Sum);
        PrometheusText.Line(text, $"{Name}_count", labels, series.Count);
    }

    private sealed class Series(long[] buckets)
    {
        public long[] Buckets => buckets;

        public long Count { get; set; }

        public double Sum { get; set; }
    }
}
