using Longgang.Cloud.Core.Announcements;

namespace Longgang.Cloud.Service.Api;

/// <summary>Another announcement on the same speakers at the same time.</summary>
/// <param name="Announcement">32 hex digits.</param>
/// <param name="Title">Its title.</param>
/// <param name="Priority">Its priority.</param>
/// <param name="At">When the two first meet.</param>
/// <param name="Speakers">How many speakers both have.</param>
/// <param name="OursWins">Whether this one goes first.</param>
public sealed record PreFlightConflictJson(
    string Announcement,
    string Title,
    int Priority,
    DateTimeOffset At,
    int Speakers,
    bool OursWins)
{
    /// <summary>The JSON of a conflict.</summary>
    public static PreFlightConflictJson Of(PreFlightConflict conflict) => new(conflict.Announcement, conflict.Title, conflict.Priority, conflict.At, conflict.Speakers, conflict.OursWins);
}
