namespace Longgang.FirmwareSim.Speakers.Heard;

/// <summary>One attempt at one loudspeaker. Timestamps of the monotonic clock.</summary>
public sealed class PlayTruth(string speaker, string play)
{
    private readonly List<HeardSpan> _heard = [];

    public string Speaker { get; } = speaker;

    /// <summary>32 hex digits; on RTP the stream.</summary>
    public string Play { get; } = play;

    /// <summary>What it is, see <see cref="HeardTable.Contents"/>; null on RTP, where nobody says so.</summary>
    public string? Content { get; private set; }

    /// <summary>How often it was told to play it.</summary>
    public int Told { get; private set; }

    /// <summary>When it was told first.</summary>
    public long ToldAt { get; private set; }

    public long ToldUnixMs { get; private set; }

    /// <summary>How long it had to begin.</summary>
    public long WithinMs { get; private set; }

    public int Priority { get; private set; }

    /// <summary>When it sounded, each time.</summary>
    public IReadOnlyList<HeardSpan> Heard => _heard;

    /// <summary>The last that it said.</summary>
    public string? LastAnswer { get; private set; }

    public string? LastReason { get; private set; }

    /// <summary>The last of its words that the box said it keeps.</summary>
    public string? LastKept { get; private set; }

    /// <summary>True when it began although its time was over. A millisecond is the clock's own grain.</summary>
    public bool BeganLate(long ticksPerSecond) =>
        Told > 0 && _heard.Any(span => (span.BeganAt - ToldAt) * 1000.0 / ticksPerSecond > WithinMs + 1);

    internal void Apply(HeardEvent happened)
    {
        switch (happened.What)
        {
            case HeardWhat.Told:
                if (Told++ == 0)
                {
                    ToldAt = happened.At;
                    ToldUnixMs = happened.UnixMs;
                    WithinMs = happened.WithinMs ?? 0;
                    Priority = happened.Priority ?? 0;
                    Content = happened.Content;
                }

                break;
            case HeardWhat.Began:
                _heard.Add(new HeardSpan(happened.At, happened.UnixMs));
                break;
            case HeardWhat.Ended when _heard.Count > 0:
                _heard[^1] = _heard[^1] with
                {
                    EndedAt = happened.At,
                    HeardMs = happened.HeardMs ?? 0,
                    How = happened.How,
                    Wav = happened.Wav,
                    Rtp = happened.Rtp,
                };
                break;
            case HeardWhat.Answered:
                LastAnswer = happened.State;
                LastReason = happened.Reason;
                break;
            case HeardWhat.Kept:
                LastKept = happened.State;
                break;
            default:
                break;
        }
    }
}
