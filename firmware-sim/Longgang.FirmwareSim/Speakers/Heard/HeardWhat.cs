using System.Text.Json.Serialization;

namespace Longgang.FirmwareSim.Speakers.Heard;

/// <summary>What happened at a loudspeaker.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<HeardWhat>))]
public enum HeardWhat
{
    /// <summary>A content was named for the first time.</summary>
    [JsonStringEnumMemberName("content")]
    Content,

    /// <summary>A command to play came.</summary>
    [JsonStringEnumMemberName("told")]
    Told,

    /// <summary>A command to stop came.</summary>
    [JsonStringEnumMemberName("told-stop")]
    ToldStop,

    /// <summary>Something came that nobody can follow.</summary>
    [JsonStringEnumMemberName("unreadable")]
    Unreadable,

    /// <summary>The first sound.</summary>
    [JsonStringEnumMemberName("began")]
    Began,

    /// <summary>The last sound.</summary>
    [JsonStringEnumMemberName("ended")]
    Ended,

    /// <summary>It has something to say.</summary>
    [JsonStringEnumMemberName("answered")]
    Answered,

    /// <summary>The box said that it keeps what was said.</summary>
    [JsonStringEnumMemberName("kept")]
    Kept,

    /// <summary>The power went.</summary>
    [JsonStringEnumMemberName("died")]
    Died,

    /// <summary>The power came back.</summary>
    [JsonStringEnumMemberName("back")]
    Back,
}
