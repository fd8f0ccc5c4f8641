using System.Text.Json.Serialization;

namespace Longgang.Contracts.Device;

/// <summary>A speaker's receipt as it is sent.</summary>
internal sealed class SpeakerReceiptJson
{
    [JsonPropertyName("v")] public int? Version { get; set; }

    [JsonPropertyName("time")] public DateTimeOffset? Time { get; set; }

    [JsonPropertyName("play")] public string? Play { get; set; }

    [JsonPropertyName("state")] public string? State { get; set; }

    [JsonPropertyName("reason")] public string? Reason { get; set; }

    [JsonPropertyName("playedMs")] public uint? PlayedMs { get; set; }
}
