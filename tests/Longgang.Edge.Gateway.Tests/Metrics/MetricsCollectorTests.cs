using System.Diagnostics.Metrics;
using Longgang.Edge.Gateway.Metrics;

namespace Longgang.Edge.Gateway.Tests.Metrics;

public sealed class MetricsCollectorTests
{
    [Fact]
    public void Write_EveryKindOfInstrument_IsPrometheusText()
    {
        using var meter = new Meter("collector-test");
        using var collector = new MetricsCollector("collector-test");
        Counter<long> counter = meter.CreateCounter<long>("lg.sent", "{batch}", "Sent");
        UpDownCounter<long> connections = meter.CreateUpDownCounter<long>("lg.connections", null, "Open");
        Histogram<double> duration = meter.CreateHistogram<double>("lg.duration", "s", "How long");
        meter.CreateObservableGauge("lg.size", () => 42.5, "By", "Size");
        using var other = new Meter("other");
        other.CreateCounter<long>("foreign").Add(1);

        counter.Add(2, new KeyValuePair<string, object?>("lane", "a\"b"));
        counter.Add(3, new KeyValuePair<string, object?>("lane", "a\"b"));
        connections.Add(5);
        connections.Add(-2);
        duration.Record(0.02);
        duration.Record(20);

        string text = collector.Write();
        Assert.Contains("# HELP lg_sent_total Sent\n# TYPE lg_sent_total counter\nlg_sent_total{lane=\"a\\\"b\"} 5\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE lg_connections gauge\nlg_connections 3\n", text, StringComparison.Ordinal);
        Assert.Contains("lg_size_bytes 42.5\n", text, StringComparison.Ordinal);
        Assert.Contains("lg_duration_seconds_bucket{le=\"0.01\"} 0\nlg_duration_seconds_bucket{le=\"0.025\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("lg_duration_seconds_bucket{le=\"+Inf\"} 2\nlg_duration_seconds_sum 20.02\nlg_duration_seconds_count 2\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("foreign", text, StringComparison.Ordinal);
    }
}
