namespace Longgang.Edge.Core.Announcements;

/// <summary>What the speakers of a group are to play now.</summary>
/// <param name="Group">The group.</param>
/// <param name="Attempts">Speakers and the name of each one's attempt: a speaker that is told an attempt twice plays it once.</param>
/// <param name="Parts">What to play, one after the other.</param>
/// <param name="Priority">0 … 9.</param>
/// <param name="VolumePercent">Volume; null: as the speaker is set.</param>
/// <param name="Drill">Whether it is a drill; the words say so too.</param>
/// <param name="Within">How long from now it may begin.</param>
public sealed record PlayOrder(
    string Group,
    IReadOnlyDictionary<string, UInt128> Attempts,
    IReadOnlyList<PlayPart> Parts,
    uint Priority,
    uint? VolumePercent,
    bool Drill,
    TimeSpan Within);
