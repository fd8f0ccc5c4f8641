namespace Longgang.FirmwareSim.Mqtt;

/// <summary>The broker answered CONNECT with a code other than 0.</summary>
public sealed class MqttRefusedException(byte code) : Exception($"CONNECT refused with code 0x{code:X2}")
{
    /// <summary>The code of CONNACK: 1 to 5 in MQTT 3.1.1, 0x80 and above in MQTT 5.</summary>
    public byte Code { get; } = code;
}
