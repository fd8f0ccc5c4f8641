using System.Diagnostics.Metrics;

namespace Longgang.Edge.Gateway.Metrics;

/// <summary>Collects every instrument of one meter name, ready to be written out. Thread-safe.</summary>
public sealed class MetricsCollector : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);

    /// <summary>Starts listening to every meter called <paramref name="meter"/>, also those that exist already.</summary>
    public MetricsCollector(string meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == meter)
            {
                listener.EnableMeasurementEvents(instrument, Family(instrument));
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<int>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, state) => Record(state, value, tags));
        _listener.Start();
    }

    /// <summary>Asks the observable instruments and writes all of them in Prometheus' text format (version 0.0.4).</summary>
    public string Write()
    {
        _listener.RecordObservableInstruments();
        var text = new System.Text.StringBuilder(4096);
        lock (_lock)
        {
            foreach (MetricFamily family in _families.Values)
            {
                family.WriteTo(text);
            }
        }

        return text.ToString();
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private MetricFamily Family(Instrument instrument)
    {
        var family = new MetricFamily(instrument);
        lock (_lock)
        {
            // Instruments of one name on two meters are one family.
            return _families.TryAdd(family.Name, family) ? family : _families[family.Name];
        }
    }

    private void Record(object? state, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_lock)
        {
            ((MetricFamily)state!).Record(value, tags);
        }
    }
}
