using System.Text.Json.Serialization;

namespace Longgang.FirmwareSim.Places;

/// <summary>How a device speaks to its box.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeviceProtocol>))]
public enum DeviceProtocol
{
    Mqtt5,
    Mqtt311,
    Http,
}
