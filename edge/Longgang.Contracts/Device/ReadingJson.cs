using System.Text.Json.Serialization;

namespace Longgang.Contracts.Device;

/// <summary>A sensor's reading as it is sent.</summary>
internal sealed class ReadingJson
{
    [JsonPropertyName("v")] public int? Version { get; set; }

    [JsonPropertyName("epoch")] public ulong? Epoch { get; set; }

    [JsonPropertyName("seq")] public ulong? Sequence { get; set; }

    [JsonPropertyName("time")] public DateTimeOffset? Time { get; set; }

    [JsonPropertyName("quantity")] public string? Quantity { get; set; }

    [JsonPropertyName("value")] public double? Value { get; set; }

    [JsonPropertyName("unit")] public string? Unit { get; set; }
}
