using System.Text.Json.Serialization;

namespace Longgang.Edge.Devices.HealthCodes;

/// <summary>Question to the health-code service (docs/wire.md).</summary>
internal sealed class ResolveRequestJson
{
    [JsonPropertyName("type")] public required string Type { get; init; }

    [JsonPropertyName("value")] public required string Value { get; init; }
}
