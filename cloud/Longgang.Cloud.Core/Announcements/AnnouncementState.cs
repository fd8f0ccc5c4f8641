namespace Longgang.Cloud.Core.Announcements;

/// <summary>Where an announcement is in its life. The numbers are stored.</summary>
public enum AnnouncementState
{
    /// <summary>Being written.</summary>
    Draft = 1,

    /// <summary>Waits for a second person.</summary>
    AwaitingApproval = 2,

    /// <summary>Waits for its time, or for the time of its next occurrence.</summary>
    Scheduled = 3,

    /// <summary>Its commands are durable here and are being published.</summary>
    Dispatching = 4,

    /// <summary>Published; speakers play it until the occurrence expires.</summary>
    Live = 5,

    /// <summary>Over: the last occurrence has expired, or every speaker is through with it.</summary>
    Done = 6,

    /// <summary>Called back; the correction was sent.</summary>
    Retracted = 7,

    /// <summary>The approver said no. It may be edited and submitted again.</summary>
    Refused = 8,

    /// <summary>Given up before anything of it, or of its next occurrence, was sent.</summary>
    Withdrawn = 9,
}
