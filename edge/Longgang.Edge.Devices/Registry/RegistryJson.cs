using System.Text.Json.Serialization;

namespace Longgang.Edge.Devices.Registry;

/// <summary>devices.json as it is written (docs/configuration.md).</summary>
internal sealed class RegistryJson
{
    [JsonPropertyName("devices")] public List<RegistryEntryJson?>? Devices { get; set; }
}
