using System.Text.Json.Serialization;

namespace Longgang.Contracts.Device;

/// <summary>What a speaker is told.</summary>
public sealed class SpeakerCommandJson
{
    /// <summary>Version of the message, 1.</summary>
    [JsonPropertyName("v")] public int Version { get; init; } = 1;

    /// <summary><c>play</c> or <c>stop</c>.</summary>
    [JsonPropertyName("do")] public required string Do { get; init; }

    /// <summary>Names the attempt, 32 hex digits; a speaker plays it once however often it is told.</summary>
    [JsonPropertyName("play")] public required string Play { get; init; }

    /// <summary>What to play, one after the other; absent for <c>stop</c>.</summary>
    [JsonPropertyName("items")] public IReadOnlyList<SpeakerItemJson>? Items { get; init; }

    /// <summary>0 … 9.</summary>
    [JsonPropertyName("priority")] public int? Priority { get; init; }

    /// <summary>Per cent; absent: as the speaker is set.</summary>
    [JsonPropertyName("volume")] public int? Volume { get; init; }

    /// <summary>Whether it is a drill. The words say so too.</summary>
    [JsonPropertyName("drill")] public bool? Drill { get; init; }

    /// <summary>How long after its arrival it may begin, milliseconds.</summary>
    [JsonPropertyName("withinMs")] public long? WithinMs { get; init; }
}
