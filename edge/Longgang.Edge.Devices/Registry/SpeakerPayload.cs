namespace Longgang.Edge.Devices.Registry;

/// <summary>What an RTP speaker decodes.</summary>
public enum SpeakerPayload
{
    /// <summary>G.711 µ-law at 8 kHz, payload type 0 (RFC 3551).</summary>
    Pcmu = 0,

    /// <summary>16 bit, one channel, 16 kHz, payload type 96.</summary>
    L16 = 96,
}
