using System.Text.Json.Serialization;

namespace Longgang.Edge.Devices.Registry;

/// <summary>What devices.json says of a speaker.</summary>
internal sealed class SpeakerJson
{
    [JsonPropertyName("adapter")] public string? Adapter { get; set; }

    [JsonPropertyName("group")] public string? Group { get; set; }

    [JsonPropertyName("labels")] public List<string?>? Labels { get; set; }

    [JsonPropertyName("latitude")] public double? Latitude { get; set; }

    [JsonPropertyName("longitude")] public double? Longitude { get; set; }

    [JsonPropertyName("address")] public string? Address { get; set; }

    [JsonPropertyName("payload")] public string? Payload { get; set; }

    [JsonPropertyName("rate")] public int? Rate { get; set; }
}
