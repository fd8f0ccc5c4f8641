using Longgang.FirmwareSim.Measure;

namespace Longgang.FirmwareSim.Speakers;

/// <summary>One line of the loudspeakers' standard output.</summary>
public sealed record SpeakerProgress
{
    /// <summary><c>connecting</c>, <c>running</c>, <c>draining</c>, <c>finished</c>.</summary>
    public required string Phase { get; init; }

    public double Seconds { get; init; }

    public int Speakers { get; init; }

    /// <summary>Can be told something.</summary>
    public int Ready { get; init; }

    /// <summary>Make sound now.</summary>
    public int Sounding { get; init; }

    public long Told { get; init; }

    public long ToldAgain { get; init; }

    public long Stops { get; init; }

    /// <summary>Plays and streams that began to sound.</summary>
    public long Began { get; init; }

    public long Whole { get; init; }

    public long BrokenOff { get; init; }

    /// <summary>Answers by state, failures with their reason.</summary>
    public required IReadOnlyDictionary<string, long> Answered { get; init; }

    /// <summary>Receipts that a box keeps.</summary>
    public long Kept { get; init; }

    /// <summary>Receipts that no box has kept yet.</summary>
    public long Buffered { get; init; }

    public long Resent { get; init; }

    public long Dropped { get; init; }

    public long Disconnects { get; init; }

    public long Deaths { get; init; }

    /// <summary>What could not be followed or was refused, by reason.</summary>
    public required IReadOnlyDictionary<string, long> Wrong { get; init; }

    /// <summary>From a command to the acknowledgement of its <c>started</c>.</summary>
    public required LatencySummary StartedAfterMs { get; init; }

    /// <summary>Processor time used by the process.</summary>
    public double CpuSeconds { get; init; }

    /// <summary>Resident memory of the process, in MiB.</summary>
    public double RssMb { get; init; }
}
