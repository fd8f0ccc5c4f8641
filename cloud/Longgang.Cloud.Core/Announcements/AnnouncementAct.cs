namespace Longgang.Cloud.Core.Announcements;

/// <summary>What was done with an announcement. The numbers are stored.</summary>
public enum AnnouncementAct
{
    /// <summary>The first version was written.</summary>
    Created = 1,

    /// <summary>Its document was changed.</summary>
    Edited = 2,

    /// <summary>Its author wants it sent.</summary>
    Submitted = 3,

    /// <summary>A second person agreed.</summary>
    Approved = 4,

    /// <summary>A second person did not agree.</summary>
    Refused = 5,

    /// <summary>It is not to be sent (again).</summary>
    Withdrawn = 6,

    /// <summary>The commands of an occurrence became durable.</summary>
    DispatchBegun = 7,

    /// <summary>All commands of the occurrence were published.</summary>
    Sent = 8,

    /// <summary>The occurrence is over.</summary>
    Ended = 9,

    /// <summary>Occurrences passed while nothing could be sent.</summary>
    Missed = 10,

    /// <summary>It was called back.</summary>
    Retracted = 11,

    /// <summary>Somebody wrote something.</summary>
    Commented = 12,
}
