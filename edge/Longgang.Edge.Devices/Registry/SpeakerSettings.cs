using System.Net;
using Longgang.Contracts.Wire;

namespace Longgang.Edge.Devices.Registry;

/// <summary>How a speaker is reached and found.</summary>
/// <param name="Adapter"><see cref="Mqtt"/> or <see cref="Rtp"/>.</param>
/// <param name="Group">Speakers that can only play together; its own id when it plays by itself.</param>
/// <param name="Labels">What ops staff have called it.</param>
/// <param name="Position">WGS 84; null when not known.</param>
/// <param name="Address">Where RTP goes, an even port; null for others.</param>
/// <param name="Payload">What goes there.</param>
public sealed record SpeakerSettings(
    string Adapter, string Group, IReadOnlySet<string> Labels, Point? Position, IPEndPoint? Address, SpeakerPayload Payload)
{
    /// <summary>Connects to the box's own listener.</summary>
    public const string Mqtt = "mqtt";

    /// <summary>Plays what is sent to its address.</summary>
    public const string Rtp = "rtp";
}
