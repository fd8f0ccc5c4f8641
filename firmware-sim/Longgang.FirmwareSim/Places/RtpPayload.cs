using System.Text.Json.Serialization;

namespace Longgang.FirmwareSim.Places;

/// <summary>What an RTP speaker understands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RtpPayload>))]
public enum RtpPayload
{
    /// <summary>µ-law, payload type 0, 8 kHz, a byte a sample.</summary>
    Pcmu,

    /// <summary>Linear, payload type 96, 16 kHz, two bytes a sample, the high one first.</summary>
    L16,
}
