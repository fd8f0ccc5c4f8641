using Longgang.Contracts.Announcements;
using Longgang.Contracts.Areas;

namespace Longgang.Cloud.Core.Announcements;

/// <summary>When speakers of an area, or with a label, are to be silent.</summary>
/// <param name="Area">The area and everything below it; null: everywhere.</param>
/// <param name="Label">Only speakers with this label; null: all.</param>
/// <param name="From">Time of day at which it begins.</param>
/// <param name="To">Time of day at which it ends; before <paramref name="From"/>: on the next day.</param>
public sealed record QuietHoursRule(AreaCode? Area, string? Label, TimeOnly From, TimeOnly To)
{
    /// <summary>Whether it silences a speaker at a time of day.</summary>
    public bool Holds(in SpeakerPlace speaker, TimeOnly time) =>
        time.IsBetween(From, To)
        && (Area is not { } area || area.Covers(speaker.Area))
        && (Label is null || speaker.Labels.Contains(Label));
}
