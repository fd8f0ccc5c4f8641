namespace Longgang.FirmwareSim.Speakers.Playing;

/// <summary>What a box tells a loudspeaker.</summary>
public sealed record SpeakerCommand
{
    /// <summary>Names the attempt.</summary>
    public required UInt128 Play { get; init; }

    /// <summary>To stop the attempt, not to play it.</summary>
    public bool Stop { get; init; }

    /// <summary>What to play, one after the other.</summary>
    public IReadOnlyList<SpeakerItem> Items { get; init; } = [];

    /// <summary>0 to 9.</summary>
    public int Priority { get; init; }

    /// <summary>In per cent; null: as set.</summary>
    public int? Volume { get; init; }

    /// <summary>Whether it is a drill.</summary>
    public bool Drill { get; init; }

    /// <summary>Milliseconds from its arrival in which it may begin.</summary>
    public long WithinMs { get; init; }

    /// <summary>What makes it unusable, naming the field; null when nothing does.</summary>
    public string? Flaw { get; init; }
}
