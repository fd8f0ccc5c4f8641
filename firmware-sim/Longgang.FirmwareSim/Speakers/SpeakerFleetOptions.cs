using System.Net;
using Longgang.FirmwareSim.Speakers.Playing;

namespace Longgang.FirmwareSim.Speakers;

/// <summary>A run of loudspeakers.</summary>
public sealed record SpeakerFleetOptions
{
    /// <summary>Where the truth goes; null keeps it in memory alone.</summary>
    public string? TruthFile { get; init; }

    /// <summary>How each behaves; languages come from the plan.</summary>
    public SpeakerOptions Speaker { get; init; } = new();

    /// <summary>What is wrong with which share of them, from 0 to 1; the rest has nothing.</summary>
    public IReadOnlyDictionary<SpeakerFault, double> Faults { get; init; } = new Dictionary<SpeakerFault, double>();

    /// <summary>Who has which fault, and when who connects.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Connections opened a second at the start.</summary>
    public int ConnectRate { get; init; } = 800;

    /// <summary>The share of MQTT 3.1.1; the others speak 5.</summary>
    public double V311Share { get; init; } = 0.5;

    /// <summary>Addresses of the interfaces on which groups are joined; empty for all.</summary>
    public IReadOnlyList<IPAddress> Interfaces { get; init; } = [];

    /// <summary>How many write what was heard as WAV, half of them on RTP when there are as many.</summary>
    public int Recorders { get; init; }

    /// <summary>Where these files go.</summary>
    public string? RecordingFolder { get; init; }

    /// <summary>How long, at the end, receipts may take to be kept.</summary>
    public TimeSpan DrainLimit { get; init; } = TimeSpan.FromSeconds(10);
}
