namespace Longgang.FirmwareSim.Speakers.Rtp;

/// <summary>How a stream came in.</summary>
public sealed record RtpStreamReport
{
    /// <summary>The payload type of its packets.</summary>
    public int PayloadType { get; init; }

    /// <summary>Whether its first packet had the marker bit.</summary>
    public bool Marked { get; init; }

    /// <summary>Different packets that came.</summary>
    public long Packets { get; init; }

    /// <summary>Numbers between the first and the last that never came.</summary>
    public long Lost { get; init; }

    /// <summary>Came after one with a higher number.</summary>
    public long Reordered { get; init; }

    /// <summary>Came again.</summary>
    public long Duplicates { get; init; }

    /// <summary>Pauses of more than three packets' length between two arrivals.</summary>
    public long Gaps { get; init; }

    /// <summary>The longest pause between two arrivals.</summary>
    public double LongestPauseMs { get; init; }

    /// <summary>Interarrival jitter of RFC 3550, 6.4.1, at the end and at its worst.</summary>
    public double JitterMs { get; init; }

    public double WorstJitterMs { get; init; }

    /// <summary>Packets that are not 20 ms long.</summary>
    public long OddLength { get; init; }

    /// <summary>Packets with a payload type that this speaker does not understand; they make no sound.</summary>
    public long Foreign { get; init; }

    /// <summary>From the first arrival to the end of the last packet.</summary>
    public double SpanMs { get; init; }

    /// <summary>The same for what was sent, whatever its order: 16 hex digits over payloads and their places.</summary>
    public required string Fingerprint { get; init; }
}
