using Longgang.FirmwareSim.Measure;

namespace Longgang.FirmwareSim.Fleet;

/// <summary>One line of the fleet's standard output.</summary>
public sealed record FleetProgress
{
    /// <summary><c>connecting</c>, <c>running</c>, <c>draining</c>, <c>finished</c>.</summary>
    public required string Phase { get; init; }

    public double Seconds { get; init; }

    public int Devices { get; init; }

    public int Ready { get; init; }

    public long Arrived { get; init; }

    public long Published { get; init; }

    public long Kept { get; init; }

    public long Buffered { get; init; }

    public long Dropped { get; init; }

    public long Retransmitted { get; init; }

    public long Replayed { get; init; }

    public long Unanswered { get; init; }

    public long FaultKept { get; init; }

    public long Disconnects { get; init; }

    public required IReadOnlyDictionary<string, long> Refused { get; init; }

    /// <summary>Kept a second since the last line.</summary>
    public double KeptPerSecond { get; init; }

    /// <summary>Of the last second.</summary>
    public required LatencySummary RecentVerdictMs { get; init; }

    public required LatencySummary VerdictMs { get; init; }

    public required LatencySummary AcknowledgementMs { get; init; }

    public required LatencySummary InBufferMs { get; init; }

    /// <summary>How long people arrived.</summary>
    public double ArrivalSeconds { get; init; }

    /// <summary>Processor time used by the fleet's process.</summary>
    public double CpuSeconds { get; init; }
}
