using System.Buffers.Binary;
using Longgang.FirmwareSim.Places;

namespace Longgang.FirmwareSim.Speakers.Rtp;

/// <summary>The two codings of RFC 3551 that speakers understand.</summary>
public sealed class RtpCodec
{
    private const int MuLawBias = 0x84;

    private RtpCodec(int payloadType, int sampleRate, int bytesPerSample)
    {
        PayloadType = payloadType;
        SampleRate = sampleRate;
        BytesPerSample = bytesPerSample;
    }

    /// <summary>µ-law.</summary>
    public static RtpCodec Pcmu { get; } = new(0, 8_000, 1);

    /// <summary>Linear, 16 bit.</summary>
    public static RtpCodec L16 { get; } = new(96, 16_000, 2);

    public int PayloadType { get; }

    /// <summary>Samples, and timestamp units, a second.</summary>
    public int SampleRate { get; }

    public int BytesPerSample { get; }

    public static RtpCodec Of(RtpPayload payload) => payload == RtpPayload.L16 ? L16 : Pcmu;

    /// <summary>Decodes a payload into samples of 16 bit; half a sample at the end is left out.</summary>
    public void Decode(ReadOnlySpan<byte> payload, Span<short> samples)
    {
        int count = Math.Min(samples.Length, payload.Length / BytesPerSample);
        for (int i = 0; i < count; i++)
        {
            samples[i] = BytesPerSample == 1 ? MuLaw(payload[i]) : BinaryPrimitives.ReadInt16BigEndian(payload[(i * 2)..]);
        }
    }

    // ITU-T G.711: all bits inverted; sign, three bits of exponent, four of mantissa; 14 bits scaled to 16.
    private static short MuLaw(byte coded)
    {
        int bits = ~coded & 0xFF;
        int magnitude = ((((bits & 0x0F) << 3) + MuLawBias) << ((bits >> 4) & 7)) - MuLawBias;
        return (short)((bits & 0x80) != 0 ? -magnitude : magnitude);
    }
}
