using System.Text;

namespace Longgang.FirmwareSim.Mqtt;

/// <summary>A received PUBACK.</summary>
/// <param name="PacketId">The packet id that it answers.</param>
/// <param name="Code">The reason code; always 0 in MQTT 3.1.1.</param>
/// <param name="Reason">The reason string of MQTT 5, if there was one.</param>
public readonly record struct MqttAcknowledgement(ushort PacketId, byte Code, string? Reason)
{
    public static MqttAcknowledgement Parse(ReadOnlySpan<byte> body, MqttVersion version)
    {
        ushort id = MqttPacketReader.TakeUInt16(ref body);
        if (version == MqttVersion.V311 || body.IsEmpty)
        {
            return new MqttAcknowledgement(id, 0, null);
        }

        byte code = MqttPacketReader.Take(ref body, 1)[0];
        ReadOnlySpan<byte> reason = body.IsEmpty ? default : MqttProperties.TakeReasonString(ref body);
        return new MqttAcknowledgement(id, code, reason.IsEmpty ? null : Encoding.UTF8.GetString(reason));
    }
}
