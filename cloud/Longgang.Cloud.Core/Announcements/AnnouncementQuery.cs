namespace Longgang.Cloud.Core.Announcements;

/// <summary>Which announcements to list, newest first.</summary>
/// <param name="State">Only in this state.</param>
/// <param name="Before">Only older than this <see cref="Announcement.Number"/>: the cursor of the page before.</param>
/// <param name="Limit">At most this many.</param>
public sealed record AnnouncementQuery(AnnouncementState? State, long? Before, int Limit);
