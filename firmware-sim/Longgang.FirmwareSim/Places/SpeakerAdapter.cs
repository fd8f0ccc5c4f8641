using System.Text.Json.Serialization;

namespace Longgang.FirmwareSim.Places;

/// <summary>How a box reaches a loudspeaker.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SpeakerAdapter>))]
public enum SpeakerAdapter
{
    /// <summary>It takes commands and answers.</summary>
    Mqtt,

    /// <summary>It plays what comes in and answers nothing.</summary>
    Rtp,
}
