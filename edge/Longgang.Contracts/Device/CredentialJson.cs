using System.Text.Json.Serialization;

namespace Longgang.Contracts.Device;

/// <summary>What a person showed at the gate.</summary>
internal sealed class CredentialJson
{
    [JsonPropertyName("type")] public string? Type { get; set; }

    [JsonPropertyName("value")] public string? Value { get; set; }
}
