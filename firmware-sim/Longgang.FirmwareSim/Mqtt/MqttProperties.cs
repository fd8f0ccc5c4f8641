namespace Longgang.FirmwareSim.Mqtt;

/// <summary>Walks the property block of MQTT 5 (section 2.2.2).</summary>
public static class MqttProperties
{
    private const int ReasonStringId = 0x1F;

    /// <summary>Takes the block off <paramref name="data"/> and returns its reason string, empty when there is none.</summary>
    public static ReadOnlySpan<byte> TakeReasonString(scoped ref ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<byte> block = MqttPacketReader.Take(ref data, MqttPacketReader.TakeVariable(ref data));
        ReadOnlySpan<byte> reason = default;
        while (!block.IsEmpty)
        {
            int id = MqttPacketReader.TakeVariable(ref block);
            switch (id)
            {
                case ReasonStringId:
                    reason = MqttPacketReader.TakeBinary(ref block);
                    break;
                case 0x01 or 0x17 or 0x19 or 0x24 or 0x25 or 0x28 or 0x29 or 0x2A:
                    MqttPacketReader.Take(ref block, 1);
                    break;
                case 0x13 or 0x21 or 0x22 or 0x23:
                    MqttPacketReader.Take(ref block, 2);
                    break;
                case 0x02 or 0x11 or 0x18 or 0x27:
                    MqttPacketReader.Take(ref block, 4);
                    break;
                case 0x0B:
                    MqttPacketReader.TakeVariable(ref block);
                    break;
                case 0x26:
                    MqttPacketReader.TakeBinary(ref block);
                    MqttPacketReader.TakeBinary(ref block);
                    break;
                case 0x03 or 0x08 or 0x09 or 0x12 or 0x15 or 0x16 or 0x1A or 0x1C:
                    MqttPacketReader.TakeBinary(ref block);
                    break;
                default:
                    throw new MqttProtocolException($"property 0x{id:X2} is unknown");
            }
        }

        return reason;
    }
}
