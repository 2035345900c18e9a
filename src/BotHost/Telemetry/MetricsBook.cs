using System.Diagnostics.Metrics;
using Bots.Adapters;

namespace Bots.BotHost.Telemetry;

/// <summary>Adds up what the instruments report, for the text endpoint.</summary>
internal sealed class MetricsBook : IDisposable
{
    private readonly Lock _lock = new();
    private readonly MeterListener _listener = new();
    private readonly List<MetricsPage> _pages = [];

    /// <summary>Listens to the host's meter and to that of the adapters.</summary>
    public void Start(BotMetrics metrics)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter != metrics.Meter && instrument.Meter.Name != AdapterMetrics.MeterName) return;
            var page = new MetricsPage(instrument);
            lock (_lock) _pages.Add(page);
            listener.EnableMeasurementEvents(instrument, page);
        };
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, page) => ((MetricsPage)page!).Add(value, tags));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, page) => ((MetricsPage)page!).Add(value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, page) => ((MetricsPage)page!).Add(value, tags));
        _listener.Start();
    }

    /// <summary>Everything there is, in Prometheus' text format.</summary>
    public string Write()
    {
        lock (_lock)
        {
            foreach (var page in _pages) page.ForgetObserved();
            _listener.RecordObservableInstruments();
            var text = new System.Text.StringBuilder();
            foreach (var page in _pages.OrderBy(static page => page.Name, StringComparer.Ordinal)) page.Write(text);
            return text.ToString();
        }
    }

    public void Dispose() => _listener.Dispose();
}
