using System.Text.Json.Serialization;

namespace Longgang.Contracts.Device;

/// <summary>A part of what a speaker plays: a text for it to speak, or audio for it to fetch.</summary>
public sealed class SpeakerItemJson
{
    /// <summary>BCP 47 tag.</summary>
    [JsonPropertyName("language")] public string? Language { get; init; }

    /// <summary>To be spoken by the speaker itself.</summary>
    [JsonPropertyName("text")] public string? Text { get; init; }

    /// <summary>Where the box keeps the audio.</summary>
    [JsonPropertyName("url")] public string? Url { get; init; }

    /// <summary>SHA-256 of the audio, 64 hex digits.</summary>
    [JsonPropertyName("sha256")] public string? Sha256 { get; init; }
}
