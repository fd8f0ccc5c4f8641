namespace Longgang.FirmwareSim.Mqtt;

/// <summary>A received PUBLISH, pointing into the receive buffer.</summary>
public readonly ref struct MqttPublication
{
    public ReadOnlySpan<byte> Topic { get; private init; }

    public ReadOnlySpan<byte> Payload { get; private init; }

    public int QoS { get; private init; }

    public bool Retain { get; private init; }

    public bool Duplicate { get; private init; }

    /// <summary>0 at QoS 0.</summary>
    public ushort PacketId { get; private init; }

    public static MqttPublication Parse(byte header, ReadOnlySpan<byte> body, MqttVersion version)
    {
        int qos = (header >> 1) & 3;
        ReadOnlySpan<byte> topic = MqttPacketReader.TakeBinary(ref body);
        ushort id = qos > 0 ? MqttPacketReader.TakeUInt16(ref body) : (ushort)0;
        if (version == MqttVersion.V5)
        {
            MqttProperties.TakeReasonString(ref body);
        }

        return new MqttPublication
        {
            Topic = topic,
            Payload = body,
            QoS = qos,
            Retain = (header & 1) != 0,
            Duplicate = (header & 8) != 0,
            PacketId = id,
        };
    }
}
