using System.Buffers.Binary;
using Longgang.FirmwareSim.Speakers.Rtp;

namespace Longgang.FirmwareSim.Tests.Speakers.Rtp;

/// <summary>Makes packets of 20 ms by the RFC's own table, one after the other.</summary>
internal sealed class RtpSource(RtpCodec codec, uint ssrc = 0x11223344, ushort sequence = 65_530, uint timestamp = uint.MaxValue - 700)
{
    private ushort _sequence = sequence;
    private uint _timestamp = timestamp;

    /// <summary>The packets of a play.</summary>
    public byte[][] Play(int count, byte filling = 0x55)
    {
        int samples = codec.SampleRate / 50;
        byte[][] packets = [.. Enumerable.Range(0, count).Select(i =>
        {
            byte[] packet = new byte[12 + (samples * codec.BytesPerSample)];
            packet[0] = 0x80;
            packet[1] = (byte)(codec.PayloadType | (i == 0 ? 0x80 : 0));
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), _sequence++);
            BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), _timestamp);
            BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(8), ssrc);
            packet.AsSpan(12).Fill((byte)(filling + i));
            _timestamp += (uint)samples;
            return packet;
        })];
        return packets;
    }
}
