using System.Buffers.Binary;

namespace Longgang.FirmwareSim.Mqtt;

/// <summary>Cuts packets out of a byte stream and reads the primitive types.</summary>
public static class MqttPacketReader
{
    /// <summary>Reads the packet at the start of <paramref name="data"/>, if all of it is there.</summary>
    /// <param name="data">What was received.</param>
    /// <param name="header">The first byte: type and flags.</param>
    /// <param name="body">What follows the remaining length.</param>
    /// <param name="consumed">The size of the whole packet.</param>
    public static bool TryRead(ReadOnlySpan<byte> data, out byte header, out ReadOnlySpan<byte> body, out int consumed)
    {
        header = 0;
        body = default;
        consumed = 0;
        if (data.Length < 2)
        {
            return false;
        }

        int length = 0;
        int at = 1;
        for (int shift = 0; ; shift += 7)
        {
            if (shift > 21)
            {
                throw new MqttProtocolException("remaining length of more than four bytes");
            }

            if (at >= data.Length)
            {
                return false;
            }

            byte digit = data[at++];
            length |= (digit & 0x7F) << shift;
            if (digit < 0x80)
            {
                break;
            }
        }

        if (data.Length - at < length)
        {
            return false;
        }

        header = data[0];
        body = data.Slice(at, length);
        consumed = at + length;
        return true;
    }

    public static ushort TakeUInt16(scoped ref ReadOnlySpan<byte> data)
    {
        ushort value = BinaryPrimitives.ReadUInt16BigEndian(Take(ref data, 2));
        return value;
    }

    public static ReadOnlySpan<byte> TakeBinary(scoped ref ReadOnlySpan<byte> data) => Take(ref data, TakeUInt16(ref data));

    public static int TakeVariable(scoped ref ReadOnlySpan<byte> data)
    {
        int value = 0;
        for (int shift = 0; shift <= 21; shift += 7)
        {
            byte digit = Take(ref data, 1)[0];
            value |= (digit & 0x7F) << shift;
            if (digit < 0x80)
            {
                return value;
            }
        }

        throw new MqttProtocolException("variable byte integer of more than four bytes");
    }

    public static ReadOnlySpan<byte> Take(scoped ref ReadOnlySpan<byte> data, int size)
    {
        if (data.Length < size)
        {
            throw new MqttProtocolException("packet shorter than its fields");
        }

        ReadOnlySpan<byte> taken = data[..size];
        data = data[size..];
        return taken;
    }
}
