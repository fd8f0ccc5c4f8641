using System.Text.Json.Serialization;

namespace Longgang.Edge.Devices.Registry;

/// <summary>An entry of devices.json.</summary>
internal sealed class RegistryEntryJson
{
    [JsonPropertyName("id")] public string? Id { get; set; }

    [JsonPropertyName("kind")] public string? Kind { get; set; }

    [JsonPropertyName("area")] public string? Area { get; set; }

    [JsonPropertyName("secretSha256")] public string? SecretSha256 { get; set; }

    [JsonPropertyName("speaker")] public SpeakerJson? Speaker { get; set; }
}
