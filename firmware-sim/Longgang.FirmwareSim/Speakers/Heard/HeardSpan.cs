using Longgang.FirmwareSim.Speakers.Rtp;

namespace Longgang.FirmwareSim.Speakers.Heard;

/// <summary>A sound from its beginning to its end.</summary>
/// <param name="BeganAt">Timestamp of the monotonic clock.</param>
/// <param name="BeganUnixMs">The same by the machine's clock, milliseconds since 1970.</param>
public sealed record HeardSpan(long BeganAt, long BeganUnixMs)
{
    /// <summary>Timestamp of the end; null while it sounds.</summary>
    public long? EndedAt { get; init; }

    /// <summary>How much of it was heard.</summary>
    public long HeardMs { get; init; }

    /// <summary><c>whole</c>, <c>stopped</c>, <c>preempted</c>, <c>died</c>; on RTP <c>silence</c>, <c>next</c>.</summary>
    public string? How { get; init; }

    /// <summary>The file that holds it.</summary>
    public string? Wav { get; init; }

    /// <summary>How it came in, on RTP.</summary>
    public RtpStreamReport? Rtp { get; init; }

    public bool Whole => How == "whole";
}
