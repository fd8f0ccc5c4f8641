namespace Longgang.Edge.Devices.Speakers.Mqtt;

/// <summary>Speakers on the box's MQTT listener (<c>Speakers:Mqtt</c>).</summary>
public sealed class MqttSpeakerOptions
{
    /// <summary>
    /// Where speakers fetch audio, e.g. <c>http://192.168.1.1:8081</c>. Default empty: the address at which the speaker has reached the box, with the port of
    /// <c>Lan:Http:Endpoint</c>.
    /// </summary>
    public string AudioBaseAddress { get; set; } = string.Empty;
}
