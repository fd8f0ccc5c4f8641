using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Longgang.Edge.Devices.Speakers.Rtp;

/// <summary>The header of a stream's packets (RFC 3550, 5.1). Starts at random numbers, as the RFC asks.</summary>
/// <param name="payloadType">What the packets hold.</param>
/// <param name="samplesPerPacket">How far the timestamp moves with each.</param>
internal sealed class RtpHeader(byte payloadType, uint samplesPerPacket)
{
    /// <summary>Bytes of a header without contributing sources.</summary>
    public const int Length = 12;

    private readonly uint _source = BinaryPrimitives.ReadUInt32BigEndian(RandomNumberGenerator.GetBytes(4));
    private ushort _sequence = BinaryPrimitives.ReadUInt16BigEndian(RandomNumberGenerator.GetBytes(2));
    private uint _timestamp = BinaryPrimitives.ReadUInt32BigEndian(RandomNumberGenerator.GetBytes(4));

    /// <summary>Writes the header of the next packet.</summary>
    /// <param name="packet">At least <see cref="Length"/> bytes.</param>
    /// <param name="isFirst">The first packet of a talkspurt carries the marker (RFC 3551, 4.1).</param>
    public void WriteNext(Span<byte> packet, bool isFirst)
    {
        packet[0] = 0x80; // version 2, no padding, no extension, no contributing sources
        packet[1] = isFirst ? (byte)(payloadType | 0x80) : payloadType;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], _sequence);
        BinaryPrimitives.WriteUInt32BigEndian(packet[4..], _timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(packet[8..], _source);
        _sequence++;
        _timestamp += samplesPerPacket;
    }
}
