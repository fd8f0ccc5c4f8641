using Longgang.Edge.Devices.Registry;

namespace Longgang.Edge.Devices.Speakers.Rtp;

/// <summary>What the packets of a payload look like.</summary>
/// <param name="Payload">Which.</param>
/// <param name="Rate">Samples a second.</param>
/// <param name="BytesPerSample">Bytes.</param>
internal sealed record RtpFormat(SpeakerPayload Payload, int Rate, int BytesPerSample)
{
    /// <summary>Time of a packet.</summary>
    public static readonly TimeSpan PacketTime = TimeSpan.FromMilliseconds(20);

    private static readonly RtpFormat Pcmu = new(SpeakerPayload.Pcmu, 8_000, 1);
    private static readonly RtpFormat L16 = new(SpeakerPayload.L16, 16_000, 2);

    /// <summary>Samples of a packet.</summary>
    public int PacketSamples => Rate / 50;

    /// <summary>Bytes of a packet without its header.</summary>
    public int PacketBytes => PacketSamples * BytesPerSample;

    /// <summary>The format of a payload.</summary>
    public static RtpFormat Of(SpeakerPayload payload) => payload == SpeakerPayload.L16 ? L16 : Pcmu;
}
