using System.Text.Json.Serialization;

namespace Longgang.Contracts.Device;

/// <summary>Answer to an HTTP push, in the order of the request.</summary>
public sealed class VerdictList
{
    /// <summary>One verdict or refusal an item.</summary>
    [JsonPropertyName("results")] public required IReadOnlyList<VerdictJson> Results { get; init; }
}
