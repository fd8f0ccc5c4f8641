namespace Longgang.Cloud.Core.Announcements;

/// <summary>An entry of an announcement's history: who did what and when.</summary>
/// <param name="Change">Number of the change.</param>
/// <param name="Announcement">32 hex digits.</param>
/// <param name="Version">Version afterwards.</param>
/// <param name="What">What was done.</param>
/// <param name="At">When.</param>
/// <param name="By">Who.</param>
/// <param name="Comment">What they said.</param>
/// <param name="State">The state afterwards.</param>
/// <param name="Occurrence">The latest occurrence afterwards.</param>
/// <param name="Document">What was written, of <see cref="AnnouncementAct.Created"/> and <see cref="AnnouncementAct.Edited"/>.</param>
public sealed record AnnouncementEntry(
    long Change,
    string Announcement,
    long Version,
    AnnouncementAct What,
    DateTimeOffset At,
    string By,
    string? Comment,
    AnnouncementState State,
    int Occurrence,
    AnnouncementDocument? Document);
