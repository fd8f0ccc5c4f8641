using System.Text.Json.Serialization;

namespace Longgang.Contracts.Device;

/// <summary>A device's keep-alive as it is sent.</summary>
internal sealed class StateJson
{
    [JsonPropertyName("v")] public int? Version { get; set; }

    [JsonPropertyName("time")] public DateTimeOffset? Time { get; set; }

    [JsonPropertyName("online")] public bool? Online { get; set; }

    [JsonPropertyName("firmware")] public string? Firmware { get; set; }

    [JsonPropertyName("buffered")] public uint? Buffered { get; set; }

    [JsonPropertyName("flags")] public IReadOnlyList<string>? Flags { get; set; }

    [JsonPropertyName("languages")] public IReadOnlyList<string>? Languages { get; set; }
}
