using Longgang.Cloud.Core.Announcements;

namespace Longgang.Cloud.Service.Api;

/// <summary>Something was done with an announcement.</summary>
/// <param name="Change">Number of the change.</param>
/// <param name="What">The act, see the history.</param>
/// <param name="Announcement">32 hex digits.</param>
/// <param name="Version">Version afterwards.</param>
/// <param name="State">State afterwards.</param>
/// <param name="Occurrence">The latest occurrence.</param>
/// <param name="At">When.</param>
/// <param name="By">Who.</param>
/// <param name="Comment">What they said.</param>
public sealed record LiveAnnouncementJson(
    long Change,
    string What,
    string Announcement,
    long Version,
    string State,
    int Occurrence,
    DateTimeOffset At,
    string By,
    string? Comment)
{
    /// <summary>The JSON of an act.</summary>
    public static LiveAnnouncementJson Of(AnnouncementEntry entry) => new(
        entry.Change, AnnouncementNames.Of(entry.What), entry.Announcement, entry.Version, AnnouncementNames.Of(entry.State), entry.Occurrence, entry.At, entry.By, entry.Comment);
}
