using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Longgang.Edge.Devices.Lan.Mqtt;

/// <summary>Writes the few packets that the listener sends itself.</summary>
internal static class MqttPackets
{
    private const byte PubAckHeader = 0x40;
    private const byte PubRecHeader = 0x50;
    private const byte PublishHeader = 0x30;
    private const byte DisconnectHeader = 0xE0;

    /// <summary>PUBACK (quality 1) or PUBREC (quality 2).</summary>
    public static void WriteAcknowledgement(IBufferWriter<byte> output, int quality, ushort packetId, bool version5, byte reason, string? reasonString)
    {
        byte header = quality == 2 ? PubRecHeader : PubAckHeader;
        if (!version5 || reason == MqttReason.Success)
        {
            Span<byte> plain = output.GetSpan(4);
            plain[0] = header;
            plain[1] = 2;
            BinaryPrimitives.WriteUInt16BigEndian(plain[2..], packetId);
            output.Advance(4);
            return;
        }

        int propertiesLength = PropertiesLength(reasonString);
        int bodyLength = 3 + 1 + propertiesLength;
        Span<byte> packet = output.GetSpan(2 + bodyLength);
        packet[0] = header;
        packet[1] = (byte)bodyLength;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], packetId);
        packet[4] = reason;
        WriteProperties(packet[5..], reasonString, propertiesLength);
        output.Advance(2 + bodyLength);
    }

    /// <summary>DISCONNECT; only MQTT 5 servers may send it.</summary>
    public static void WriteDisconnect(IBufferWriter<byte> output, byte reason, string? reasonString)
    {
        int propertiesLength = PropertiesLength(reasonString);
        int bodyLength = 1 + 1 + propertiesLength;
        Span<byte> packet = output.GetSpan(2 + bodyLength);
        packet[0] = DisconnectHeader;
        packet[1] = (byte)bodyLength;
        packet[2] = reason;
        WriteProperties(packet[3..], reasonString, propertiesLength);
        output.Advance(2 + bodyLength);
    }

    /// <summary>PUBLISH; at quality 1 when there is a packet id.</summary>
    public static void WritePublish(IBufferWriter<byte> output, ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, bool version5, ushort packetId = 0)
    {
        int bodyLength = PublishLength(topic.Length, payload.Length, version5, packetId);
        Span<byte> packet = output.GetSpan(5 + bodyLength);
        packet[0] = packetId == 0 ? PublishHeader : (byte)(PublishHeader | 0x02);
        int at = 1;
        int rest = bodyLength;
        do
        {
            packet[at++] = (byte)(rest > 127 ? (rest & 0x7F) | 0x80 : rest);
            rest >>= 7;
        }
        while (rest > 0);

        BinaryPrimitives.WriteUInt16BigEndian(packet[at..], (ushort)topic.Length);
        topic.CopyTo(packet[(at + 2)..]);
        at += 2 + topic.Length;
        if (packetId != 0)
        {
            BinaryPrimitives.WriteUInt16BigEndian(packet[at..], packetId);
            at += 2;
        }

        if (version5)
        {
            packet[at++] = 0; // no properties
        }

        payload.CopyTo(packet[at..]);
        output.Advance(at + payload.Length);
    }

    /// <summary>What follows the fixed header of a PUBLISH, bytes.</summary>
    public static int PublishLength(int topicBytes, int payloadBytes, bool version5, ushort packetId) =>
        2 + topicBytes + (packetId == 0 ? 0 : 2) + (version5 ? 1 : 0) + payloadBytes;

    private static int PropertiesLength(string? reasonString) => string.IsNullOrEmpty(reasonString) ? 0 : 3 + Encoding.UTF8.GetByteCount(reasonString);

    private static void WriteProperties(Span<byte> at, string? reasonString, int length)
    {
        // Reason strings are the short names of RefusalReason, so that a length is one byte.
        at[0] = (byte)length;
        if (length == 0)
        {
            return;
        }

        at[1] = 0x1F; // Reason String
        BinaryPrimitives.WriteUInt16BigEndian(at[2..], (ushort)(length - 3));
        Encoding.UTF8.GetBytes(reasonString, at[4..]);
    }
}
