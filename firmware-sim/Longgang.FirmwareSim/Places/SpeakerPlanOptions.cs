namespace Longgang.FirmwareSim.Places;

/// <summary>How loudspeakers are spread over the district.</summary>
public sealed record SpeakerPlanOptions
{
    /// <summary>The number of loudspeakers.</summary>
    public int Count { get; init; } = 2300;

    /// <summary>Places, labels and languages come from it alone.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The share that is reached by RTP, from 0 to 1.</summary>
    public double RtpShare { get; init; } = 0.05;

    /// <summary>Speakers that share a multicast address.</summary>
    public int GroupSize { get; init; } = 4;

    /// <summary>Where RTP speakers with an address of their own listen.</summary>
    public string RtpAddress { get; init; } = "127.0.0.1";

    /// <summary>The first port of those; even, and each takes two. Below the range from which systems take the ports of outgoing connections.</summary>
    public int RtpPort { get; init; } = 10_000;

    /// <summary>The second of the four numbers of the multicast addresses <c>239.x.gateway.group</c>.</summary>
    public int MulticastScope { get; init; } = 1;
}
