using System.Text;

namespace Longgang.FirmwareSim.Mqtt;

/// <summary>Encodes the packets that a client sends.</summary>
public static class MqttPacketWriter
{
    public static void Connect(PacketBuffer buffer, MqttConnectOptions options)
    {
        bool v5 = options.Version == MqttVersion.V5;
        int remaining = 10 + (v5 ? 1 : 0) + Field(options.ClientId) + Field(options.User) + Field(options.Password);
        buffer.WriteByte((int)MqttPacketType.Connect << 4);
        buffer.WriteVariable(remaining);
        buffer.WriteBinary("MQTT"u8);
        buffer.WriteByte((int)options.Version);
        // 0x02: clean start.
        buffer.WriteByte(0x02 | (options.User is null ? 0 : 0x80) | (options.Password is null ? 0 : 0x40));
        buffer.WriteUInt16(options.KeepAliveSeconds);
        if (v5)
        {
            buffer.WriteVariable(0);
        }

        buffer.WriteString(options.ClientId);
        if (options.User is not null)
        {
            buffer.WriteString(options.User);
        }

        if (options.Password is not null)
        {
            buffer.WriteString(options.Password);
        }

        static int Field(string? text) => text is null ? 0 : 2 + Encoding.UTF8.GetByteCount(text);
    }

    /// <summary>A publication. A packet id of 0 means QoS 0, any other QoS 1.</summary>
    public static void Publish(
        PacketBuffer buffer, MqttVersion version, ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload,
        ushort packetId, bool retain = false, bool duplicate = false)
    {
        bool acknowledged = packetId != 0;
        buffer.WriteByte(((int)MqttPacketType.Publish << 4) | (duplicate ? 8 : 0) | (acknowledged ? 2 : 0) | (retain ? 1 : 0));
        buffer.WriteVariable(2 + topic.Length + (acknowledged ? 2 : 0) + (version == MqttVersion.V5 ? 1 : 0) + payload.Length);
        buffer.WriteBinary(topic);
        if (acknowledged)
        {
            buffer.WriteUInt16(packetId);
        }

        if (version == MqttVersion.V5)
        {
            buffer.WriteByte(0);
        }

        buffer.Write(payload);
    }

    public static void PubAck(PacketBuffer buffer, ushort packetId)
    {
        buffer.WriteByte((int)MqttPacketType.PubAck << 4);
        buffer.WriteByte(2);
        buffer.WriteUInt16(packetId);
    }

    public static void Subscribe(PacketBuffer buffer, MqttVersion version, ushort packetId, string filter, int qos)
    {
        buffer.WriteByte(((int)MqttPacketType.Subscribe << 4) | 2);
        buffer.WriteVariable(2 + (version == MqttVersion.V5 ? 1 : 0) + 2 + Encoding.UTF8.GetByteCount(filter) + 1);
        buffer.WriteUInt16(packetId);
        if (version == MqttVersion.V5)
        {
            buffer.WriteByte(0);
        }

        buffer.WriteString(filter);
        buffer.WriteByte(qos);
    }

    public static void PingReq(PacketBuffer buffer)
    {
        buffer.WriteByte((int)MqttPacketType.PingReq << 4);
        buffer.WriteByte(0);
    }

    public static void Disconnect(PacketBuffer buffer)
    {
        buffer.WriteByte((int)MqttPacketType.Disconnect << 4);
        buffer.WriteByte(0);
    }
}
