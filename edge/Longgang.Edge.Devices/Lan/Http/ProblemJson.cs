using System.Text.Json.Serialization;
using Longgang.Contracts.Device;

namespace Longgang.Edge.Devices.Lan.Http;

/// <summary>application/problem+json (RFC 9457).</summary>
internal sealed class ProblemJson
{
    [JsonPropertyName("type")] public required string Type { get; init; }

    [JsonPropertyName("title")] public required string Title { get; init; }

    [JsonPropertyName("status")] public required int Status { get; init; }

    [JsonPropertyName("detail")] public required string Detail { get; init; }

    /// <summary>When every message of the request was refused: why, one by one.</summary>
    [JsonPropertyName("results")] public IReadOnlyList<VerdictJson>? Results { get; init; }
}
