using System.Buffers.Binary;

namespace Longgang.Edge.Devices.Lan.Mqtt;

/// <summary>A PUBLISH packet (MQTT 5, section 3.3) where it lies in the receive buffer: nothing is copied.</summary>
internal readonly ref struct PublishFrame
{
    private PublishFrame(int quality, ReadOnlySpan<byte> topic, ushort packetId, ReadOnlySpan<byte> payload)
    {
        Quality = quality;
        Topic = topic;
        PacketId = packetId;
        Payload = payload;
    }

    /// <summary>Quality of service, 0 to 2.</summary>
    public int Quality { get; }

    /// <summary>UTF-8.</summary>
    public ReadOnlySpan<byte> Topic { get; }

    /// <summary>0 with quality 0.</summary>
    public ushort PacketId { get; }

    /// <summary>The message.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>Reads a packet. False when it breaks the protocol.</summary>
    /// <param name="first">Type and flags.</param>
    /// <param name="body">What follows the fixed header; may be cut after the variable header.</param>
    /// <param name="version5">Whether properties follow.</param>
    /// <param name="publish">The packet.</param>
    public static bool TryRead(byte first, ReadOnlySpan<byte> body, bool version5, out PublishFrame publish)
    {
        publish = default;
        int quality = (first >> 1) & 3;
        if (quality == 3 || body.Length < 2)
        {
            return false;
        }

        int topicLength = BinaryPrimitives.ReadUInt16BigEndian(body);
        int at = 2 + topicLength + (quality > 0 ? 2 : 0);
        if (at > body.Length)
        {
            return false;
        }

        ReadOnlySpan<byte> topic = body.Slice(2, topicLength);
        ushort packetId = quality > 0 ? BinaryPrimitives.ReadUInt16BigEndian(body[(at - 2)..]) : (ushort)0;
        if (quality > 0 && packetId == 0)
        {
            return false; // MQTT-2.2.1-3
        }

        if (version5)
        {
            // The properties say nothing that the listener needs. A topic alias would come with an empty topic or be of no use:
            // CONNACK says that there are none.
            if (!TryReadVariable(body[at..], out int propertiesLength, out int size) || at + size + propertiesLength > body.Length)
            {
                return false;
            }

            at += size + propertiesLength;
        }

        publish = new PublishFrame(quality, topic, packetId, body[at..]);
        return topicLength > 0;
    }

    private static bool TryReadVariable(ReadOnlySpan<byte> bytes, out int value, out int size)
    {
        value = 0;
        for (size = 1; size <= 4 && size <= bytes.Length; size++)
        {
            value |= (bytes[size - 1] & 0x7F) << (7 * (size - 1));
            if ((bytes[size - 1] & 0x80) == 0)
            {
                return true;
            }
        }

        return false;
    }
}
