using Longgang.Contracts.Announcements;

namespace Longgang.Cloud.Core.Announcements;

/// <summary>Another announcement that is scheduled or on the air, as far as a pre-flight asks.</summary>
/// <param name="Id">32 hex digits.</param>
/// <param name="Title">Its title.</param>
/// <param name="Priority">0 … 9.</param>
/// <param name="Audience">Who hears it.</param>
/// <param name="Begins">When it, or its next occurrences, begin.</param>
/// <param name="Duration">How long it will play.</param>
public sealed record PlannedPlay(string Id, string Title, int Priority, AudienceMatcher Audience, IReadOnlyList<DateTimeOffset> Begins, TimeSpan Duration)
{
    /// <summary>What there is to ask of an announcement; null when nothing of it is to be played any more.</summary>
    /// <param name="announcement">The announcement.</param>
    /// <param name="until">Its occurrences up to this moment.</param>
    public static PlannedPlay? Of(Announcement announcement, DateTimeOffset until)
    {
        var begins = new List<DateTimeOffset>();
        if (announcement is { State: AnnouncementState.Dispatching or AnnouncementState.Live, Current: { } current })
        {
            begins.Add(current.Begin);
        }

        if (announcement.State is AnnouncementState.Scheduled or AnnouncementState.Dispatching or AnnouncementState.Live)
        {
            PlayWindow? next = announcement.Next ?? (announcement.Current is { } last ? AnnouncementSchedule.After(announcement.Document, last) : null);
            for (; next is { } window && window.Begin < until && begins.Count < PreFlight.MostOccurrences; next = AnnouncementSchedule.After(announcement.Document, window))
            {
                begins.Add(window.Begin);
            }
        }

        return begins.Count > 0 && AudienceMatcher.TryCreate(announcement.Document.Audience, out AudienceMatcher? audience, out _)
            ? new PlannedPlay(
                announcement.Id,
                announcement.Document.Title,
                announcement.Document.Priority,
                audience,
                begins,
                ExpectedDuration.Of(announcement.Document.Contents, announcement.Document.Drill))
            : null;
    }
}
