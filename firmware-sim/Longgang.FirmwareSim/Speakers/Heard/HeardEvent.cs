using Longgang.FirmwareSim.Speakers.Rtp;

namespace Longgang.FirmwareSim.Speakers.Heard;

/// <summary>One line of the truth about loudspeakers. What does not belong to its kind is null.</summary>
public sealed record HeardEvent
{
    public required HeardWhat What { get; init; }

    /// <summary>The device id.</summary>
    public string? Speaker { get; init; }

    /// <summary>The attempt, 32 hex digits; on RTP the stream, <c>rtp-…</c>.</summary>
    public string? Play { get; init; }

    /// <summary>Timestamp of the machine's monotonic clock, comparable between its processes (nanoseconds on Linux).</summary>
    public long At { get; set; }

    /// <summary>Milliseconds since 1970 by the machine's clock, also where the speaker's own is wrong.</summary>
    public long UnixMs { get; set; }

    /// <summary>What is played, by a key over its words and hashes.</summary>
    public string? Content { get; set; }

    /// <summary>The words and hashes behind a content.</summary>
    public IReadOnlyList<HeardPart>? Parts { get; set; }

    public int? Priority { get; init; }

    /// <summary>How long the speaker had to begin.</summary>
    public long? WithinMs { get; init; }

    public bool? Drill { get; init; }

    /// <summary>What it said: a word of docs/wire.md.</summary>
    public string? State { get; init; }

    /// <summary>Why, or why something was unreadable.</summary>
    public string? Reason { get; init; }

    /// <summary>How much was heard.</summary>
    public long? HeardMs { get; init; }

    /// <summary><c>whole</c>, <c>stopped</c>, <c>preempted</c>, <c>died</c>; on RTP <c>silence</c>, <c>next</c>.</summary>
    public string? How { get; init; }

    /// <summary>The file that holds what was heard.</summary>
    public string? Wav { get; init; }

    /// <summary>How a stream came in.</summary>
    public RtpStreamReport? Rtp { get; init; }
}
