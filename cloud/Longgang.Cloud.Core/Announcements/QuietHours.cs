using Longgang.Contracts.Announcements;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Announcements;

/// <summary>When speakers are to be silent, and which announcements do not care.</summary>
/// <param name="Rules">Each silences the speakers that it speaks of.</param>
/// <param name="Zone">The zone of its times of day.</param>
/// <param name="OverriddenBy">Announcements of this level and graver ones play all the same.</param>
public sealed record QuietHours(IReadOnlyList<QuietHoursRule> Rules, TimeZoneInfo Zone, Severity OverriddenBy = Severity.Orange)
{
    /// <summary>Never quiet.</summary>
    public static QuietHours None { get; } = new([], TimeZoneInfo.Utc);

    /// <summary>Whether announcements of a level play all the same.</summary>
    public bool AreOverriddenBy(Severity level) => level != Severity.Unspecified && level <= OverriddenBy;

    /// <summary>Which speakers are to be silent at a moment.</summary>
    public Func<SpeakerPlace, bool> At(DateTimeOffset moment)
    {
        var time = TimeOnly.FromTimeSpan(TimeZoneInfo.ConvertTime(moment, Zone).TimeOfDay);
        return speaker => Rules.Any(rule => rule.Holds(speaker, time));
    }
}
