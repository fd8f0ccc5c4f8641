namespace Longgang.FirmwareSim.Mqtt;

/// <summary>The protocol level as it stands in CONNECT.</summary>
public enum MqttVersion
{
    /// <summary>MQTT 3.1.1.</summary>
    V311 = 4,

    /// <summary>MQTT 5.</summary>
    V5 = 5,
}
