using System.Buffers.Binary;

namespace Longgang.FirmwareSim.Speakers.Rtp;

/// <summary>An RTP packet (RFC 3550, 5.1), pointing into the receive buffer.</summary>
public readonly ref struct RtpPacket
{
    private const int FixedHeader = 12;

    public int PayloadType { get; private init; }

    public bool Marker { get; private init; }

    public ushort Sequence { get; private init; }

    public uint Timestamp { get; private init; }

    public uint Ssrc { get; private init; }

    public ReadOnlySpan<byte> Payload { get; private init; }

    /// <summary>Reads a datagram; false when it is no RTP.</summary>
    public static bool TryParse(ReadOnlySpan<byte> datagram, out RtpPacket packet)
    {
        packet = default;
        if (datagram.Length < FixedHeader || datagram[0] >> 6 != 2)
        {
            return false;
        }

        int start = FixedHeader + ((datagram[0] & 0x0F) * 4);
        int end = datagram.Length;
        if ((datagram[0] & 0x10) != 0)
        {
            if (start + 4 > end)
            {
                return false;
            }

            start += 4 + (BinaryPrimitives.ReadUInt16BigEndian(datagram[(start + 2)..]) * 4);
        }

        if ((datagram[0] & 0x20) != 0)
        {
            int padding = datagram[^1];
            end -= padding;
            if (padding == 0)
            {
                return false;
            }
        }

        if (start > end)
        {
            return false;
        }

        packet = new RtpPacket
        {
            Marker = (datagram[1] & 0x80) != 0,
            PayloadType = datagram[1] & 0x7F,
            Sequence = BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]),
            Timestamp = BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]),
            Ssrc = BinaryPrimitives.ReadUInt32BigEndian(datagram[8..]),
            Payload = datagram[start..end],
        };
        return true;
    }
}
