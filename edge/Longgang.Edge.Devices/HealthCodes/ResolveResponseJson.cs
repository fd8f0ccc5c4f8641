using System.Text.Json.Serialization;

namespace Longgang.Edge.Devices.HealthCodes;

/// <summary>Answer of the health-code service (docs/wire.md).</summary>
internal sealed class ResolveResponseJson
{
    [JsonPropertyName("idNumber")] public string? IdNumber { get; set; }

    [JsonPropertyName("colour")] public string? Colour { get; set; }

    [JsonPropertyName("testResult")] public string? TestResult { get; set; }

    [JsonPropertyName("testedAt")] public DateTimeOffset? TestedAt { get; set; }

    [JsonPropertyName("sampledAt")] public DateTimeOffset? SampledAt { get; set; }
}
