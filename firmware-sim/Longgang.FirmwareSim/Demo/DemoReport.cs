using Longgang.FirmwareSim.Measure;

namespace Longgang.FirmwareSim.Demo;

/// <summary>The result of a run: what <c>--json</c> writes.</summary>
public sealed record DemoReport
{
    public int Devices { get; init; }

    public int Gateways { get; init; }

    /// <summary>Scans that the devices were told are kept.</summary>
    public long Accepted { get; init; }

    /// <summary>Different scans of the fleet that the cloud has.</summary>
    public long Stored { get; init; }

    /// <summary>The ledger's, over all lanes.</summary>
    public long Pending { get; init; }

    public long Expired { get; init; }

    public long Quarantined { get; init; }

    /// <summary>Accepted, not stored, and not explained by the ledger as expired or quarantined.</summary>
    public long Lost { get; init; }

    /// <summary>Surplus copies of scans and alerts.</summary>
    public long Duplicated { get; init; }

    /// <summary>Different alerts.</summary>
    public long Alerts { get; init; }

    /// <summary>Accepted scans over the time in which people arrived.</summary>
    public double ScansPerSecond { get; init; }

    /// <summary>From the first publication of a scan to its verdict.</summary>
    public required LatencySummary VerdictMs { get; init; }

    /// <summary>From the first publication of a scan to the listener at the cloud.</summary>
    public required LatencySummary AlertMs { get; init; }

    /// <summary>From the first publication of a scan to its acknowledgement.</summary>
    public required LatencySummary AcknowledgementMs { get; init; }

    /// <summary>From the person's arrival to the first publication: time in the device's own buffer.</summary>
    public required LatencySummary InBufferMs { get; init; }

    /// <summary>Peak resident memory, over restarts.</summary>
    public required DemoMemory RssMb { get; init; }

    /// <summary>Processor time, over restarts.</summary>
    public required DemoProcessor CpuSeconds { get; init; }

    /// <summary>Stored, and the device was never told so.</summary>
    public long Unacknowledged { get; init; }

    /// <summary>Refusals by reason.</summary>
    public required IReadOnlyDictionary<string, long> Refused { get; init; }

    /// <summary>Stored although the device was told that it is refused.</summary>
    public long RefusedStored { get; init; }

    /// <summary>The ledger's rows add up, and the ledger says so too.</summary>
    public bool Balanced { get; init; }

    /// <summary>The ledger's own sums, all events of all lanes.</summary>
    public required DemoLedger Ledger { get; init; }

    public int Kills { get; init; }

    /// <summary>How often each process was killed.</summary>
    public required IReadOnlyDictionary<string, int> KillsByName { get; init; }

    public required string Broker { get; init; }

    public required string Store { get; init; }

    /// <summary>Cloud processes side by side.</summary>
    public int Replicas { get; init; }

    public double OutageSeconds { get; init; }

    public double Seconds { get; init; }

    /// <summary>From the end of the arrivals until everything was delivered.</summary>
    public double SettleSeconds { get; init; }

    public long Arrived { get; init; }

    /// <summary>Arrivals that found their device's buffer full.</summary>
    public long Dropped { get; init; }

    public long Retransmitted { get; init; }

    public long Replayed { get; init; }

    /// <summary>Scans that had to be refused and were acknowledged as kept.</summary>
    public long FaultKept { get; init; }

    /// <summary>Scans still in devices at the end.</summary>
    public long LeftInDevices { get; init; }

    /// <summary>Alerts in the cloud that the resumable listener never saw.</summary>
    public long AlertsMissedLive { get; init; }

    public int Seed { get; init; }

    /// <summary>Everything that is not as it should be.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>True when nothing was lost, doubled or left, and the ledger balances.</summary>
    public bool Passed => Lost == 0 && Duplicated == 0 && Pending == 0 && Balanced && Problems.Count == 0;
}
