using System.Diagnostics.Metrics;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;

namespace Longgang.Edge.Uplink.Mqtt;

/// <summary>What the uplink counts.</summary>
public sealed class UplinkMetrics
{
    private readonly Counter<long> _batches;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _acknowledged;
    private readonly Counter<long> _failures;

    /// <summary>Creates the instruments on <paramref name="meter"/>.</summary>
    public UplinkMetrics(Meter meter)
    {
        _batches = meter.CreateCounter<long>("longgang.uplink.batches", "{batch}", "Batches sent, by lane and whether for the first time");
        _bytes = meter.CreateCounter<long>("longgang.uplink.bytes", "By", "Payload bytes sent, by lane");
        _acknowledged = meter.CreateCounter<long>("longgang.uplink.acknowledged", "{event}", "Events answered by the cloud, by lane and status");
        _failures = meter.CreateCounter<long>("longgang.uplink.failures", "{failure}", "Connections that failed or ended");
    }

    internal void Sent(Lane lane, StoredBatch batch, bool resent)
    {
        string name = Topics.LaneName(lane);
        _batches.Add(1, new("lane", name), new("resent", resent ? "true" : "false"));
        _bytes.Add(batch.Payload.Length, new KeyValuePair<string, object?>("lane", name));
    }

    internal void Acknowledged(Lane lane, AckStatus status, uint count) =>
        _acknowledged.Add(count, new("lane", Topics.LaneName(lane)), new("status", StatusName(status)));

    internal void Failed() => _failures.Add(1);

    private static string StatusName(AckStatus status) => status switch
    {
        AckStatus.Stored => "stored",
        AckStatus.Quarantined => "quarantined",
        AckStatus.Corrupt => "corrupt",
        AckStatus.Refused => "refused",
        _ => "unspecified",
    };
}
