using System.Collections.Concurrent;
using Longgang.FirmwareSim.Measure;

namespace Longgang.FirmwareSim.Fleet;

/// <summary>What the fleet counts, from any thread.</summary>
public sealed class FleetCounters
{
    private long _arrived;
    private long _published;
    private long _kept;
    private long _replayed;
    private long _dropped;
    private long _retransmitted;
    private long _unanswered;
    private long _faultKept;
    private long _verdicts;
    private long _connects;
    private long _disconnects;

    /// <summary>People who came.</summary>
    public long Arrived => Interlocked.Read(ref _arrived);

    /// <summary>Scans sent for the first time.</summary>
    public long Published => Interlocked.Read(ref _published);

    /// <summary>Scans that a box said it keeps.</summary>
    public long Kept => Interlocked.Read(ref _kept);

    /// <summary>Replays of kept scans, acknowledged again.</summary>
    public long Replayed => Interlocked.Read(ref _replayed);

    /// <summary>Scans that found the device's buffer full.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Scans sent again.</summary>
    public long Retransmitted => Interlocked.Read(ref _retransmitted);

    /// <summary>Scans to be refused that were acknowledged without a word (MQTT 3.1.1).</summary>
    public long Unanswered => Interlocked.Read(ref _unanswered);

    /// <summary>Scans that had to be refused and were kept.</summary>
    public long FaultKept => Interlocked.Read(ref _faultKept);

    public long Verdicts => Interlocked.Read(ref _verdicts);

    public long Connects => Interlocked.Read(ref _connects);

    public long Disconnects => Interlocked.Read(ref _disconnects);

    /// <summary>Refusals by name.</summary>
    public ConcurrentDictionary<string, long> Refused { get; } = new();

    /// <summary>From the first publication of a scan to its verdict.</summary>
    public LatencyHistogram Verdict { get; } = new();

    /// <summary>The same, of the last second only.</summary>
    public LatencyHistogram RecentVerdict { get; } = new();

    /// <summary>From the first publication of a scan to its acknowledgement.</summary>
    public LatencyHistogram Acknowledgement { get; } = new();

    /// <summary>From the person's arrival to the first publication: the time in the device's own buffer.</summary>
    public LatencyHistogram InBuffer { get; } = new();

    public void CountArrived() => Interlocked.Increment(ref _arrived);

    public void CountPublished() => Interlocked.Increment(ref _published);

    public void CountKept() => Interlocked.Increment(ref _kept);

    public void CountReplayed() => Interlocked.Increment(ref _replayed);

    public void CountDropped() => Interlocked.Increment(ref _dropped);

    public void CountRetransmitted() => Interlocked.Increment(ref _retransmitted);

    public void CountUnanswered() => Interlocked.Increment(ref _unanswered);

    public void CountFaultKept() => Interlocked.Increment(ref _faultKept);

    public void CountConnect() => Interlocked.Increment(ref _connects);

    public void CountDisconnect() => Interlocked.Increment(ref _disconnects);

    public void CountRefused(string reason) => Refused.AddOrUpdate(reason, 1, static (_, n) => n + 1);

    /// <summary>A scan that was kept, and refused after all.</summary>
    public void CountRefusedLate(string reason)
    {
        Interlocked.Decrement(ref _kept);
        CountRefused(reason);
    }

    /// <summary>Forgets the latencies so far, at the end of the warm-up.</summary>
    public void ClearLatencies()
    {
        Verdict.Clear();
        Acknowledgement.Clear();
        InBuffer.Clear();
    }

    public void AddVerdict(TimeSpan latency)
    {
        Interlocked.Increment(ref _verdicts);
        Verdict.Add(latency);
        RecentVerdict.Add(latency);
    }
}
