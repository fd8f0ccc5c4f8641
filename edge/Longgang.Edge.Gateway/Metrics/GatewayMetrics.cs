using System.Diagnostics.Metrics;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Core.Uplink;
using Longgang.Edge.Gateway.Health;

namespace Longgang.Edge.Gateway.Metrics;

/// <summary>Figures that are asked for rather than counted: lanes, uplink, memory.</summary>
internal static class GatewayMetrics
{
    /// <summary>Adds the instruments to <paramref name="meter"/>.</summary>
    public static void Observe(Meter meter, ILane[] lanes, LaneForecasts forecasts, Func<UplinkFigures> uplink)
    {
        Gauge("longgang.lane.accepted", "{event}", "Last sequence committed, by lane", s => (double)s.Accepted);
        Gauge("longgang.lane.acknowledged", "{event}", "Events that the cloud has confirmed, by lane", s => s.Acknowledged);
        Gauge("longgang.lane.pending", "{event}", "Events kept and not yet confirmed, by lane", s => s.Pending);
        Gauge("longgang.lane.expired", "{event}", "Events given up by name, by lane", s => s.Expired);
        Gauge("longgang.lane.quarantined", "{event}", "Events that could not be read any more, by lane", s => s.Quarantined);
        Gauge("longgang.lane.size", "By", "Bytes of the lane's files", s => s.FileBytes);
        Gauge("longgang.lane.faulted", null, "1 while the lane's store is being reopened", s => s.Faulted ? 1 : 0);
        Gauge("longgang.lane.live", "By", "Bytes of the batches that the lane holds", s => s.LiveBytes);
        Gauge("longgang.lane.capacity", "By", "About how many bytes of batches the lane can hold", s => s.CapacityBytes);
        Forecast("longgang.lane.holds", "How long the free room lasts at today's rate when nothing leaves; +Inf: for years", f => f.BytesPerSecond is null ? null : f.Holds ?? TimeSpan.MaxValue);
        Forecast("longgang.lane.full_in", "When the lane will be full as things go; +Inf: it does not grow", f => f.BytesPerSecond is null ? null : f.FullIn ?? TimeSpan.MaxValue);
        meter.CreateObservableGauge("longgang.uplink.connected", () => uplink().ConnectedSince is null ? 0 : 1, null, "1 while the box is connected to the cloud");
        meter.CreateObservableGauge(
            "longgang.uplink.inflight",
            () => uplink().Lanes.Select(l => new Measurement<int>(l.InFlight, new KeyValuePair<string, object?>("lane", Topics.LaneName(l.Lane)))),
            "{batch}",
            "Batches sent and unanswered, by lane");
        meter.CreateObservableGauge(
            "longgang.uplink.held",
            () => uplink().Lanes.Select(l => new Measurement<int>(l.Held.Count, new KeyValuePair<string, object?>("lane", Topics.LaneName(l.Lane)))),
            "{batch}",
            "Batches that the cloud refuses at present, by lane");
        meter.CreateObservableGauge("longgang.process.memory", () => (double)Environment.WorkingSet, "By", "Resident memory of the process");

        void Forecast(string name, string description, Func<LaneForecast, TimeSpan?> value) => meter.CreateObservableGauge(
            name,
            () => lanes.Select(lane => (lane.Kind, Value: value(forecasts.Of(lane.Kind)))).Where(pair => pair.Value is not null).Select(pair => new Measurement<double>(
                pair.Value == TimeSpan.MaxValue ? double.PositiveInfinity : pair.Value!.Value.TotalSeconds,
                new KeyValuePair<string, object?>("lane", Topics.LaneName(pair.Kind)))),
            "s",
            description);

        void Gauge(string name, string? unit, string description, Func<LaneSnapshot, double> value) => meter.CreateObservableGauge(
            name,
            () => lanes.Select(lane => new Measurement<double>(value(lane.Snapshot), new KeyValuePair<string, object?>("lane", Topics.LaneName(lane.Kind)))),
            unit,
            description);
    }
}
