using System.Text.Json.Serialization;

namespace Longgang.Contracts.Device;

/// <summary>A scan as devices send it (docs/wire.md). Everything is optional here; <see cref="DeviceMessages"/> says what must be there.</summary>
internal sealed class ScanJson
{
    [JsonPropertyName("v")] public int? Version { get; set; }

    [JsonPropertyName("epoch")] public ulong? Epoch { get; set; }

    [JsonPropertyName("seq")] public ulong? Sequence { get; set; }

    [JsonPropertyName("time")] public DateTimeOffset? Time { get; set; }

    [JsonPropertyName("direction")] public string? Direction { get; set; }

    [JsonPropertyName("credential")] public CredentialJson? Credential { get; set; }

    [JsonPropertyName("temperature")] public double? Temperature { get; set; }
}
