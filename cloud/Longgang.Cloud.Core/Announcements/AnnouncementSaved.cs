namespace Longgang.Cloud.Core.Announcements;

/// <summary>What became of a step.</summary>
/// <param name="Saved">The announcement as it was written, or null when nothing was.</param>
/// <param name="Current">What stands in its way: another version, which somebody else has written meanwhile; null when there is no such announcement.</param>
public sealed record AnnouncementSaved(Announcement? Saved, Announcement? Current);
