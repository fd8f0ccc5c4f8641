using Longgang.Cloud.Core.Announcements;

namespace Longgang.Cloud.Service.Announcements;

/// <summary>What became of something that somebody wanted done.</summary>
public abstract record DeskOutcome
{
    /// <summary>It is done.</summary>
    /// <param name="Announcement">As it stands.</param>
    public sealed record Done(Announcement Announcement) : DeskOutcome;

    /// <summary>There is no such announcement.</summary>
    public sealed record Missing : DeskOutcome;

    /// <summary>Somebody else has changed it since.</summary>
    /// <param name="Current">As it stands.</param>
    public sealed record Stale(Announcement Current) : DeskOutcome;

    /// <summary>It cannot be done.</summary>
    /// <param name="Problems">Why, everything at once.</param>
    public sealed record Refused(IReadOnlyList<AnnouncementProblem> Problems) : DeskOutcome;

    /// <summary>The audience is another one than the one that was shown.</summary>
    /// <param name="Difference">In words.</param>
    public sealed record AudienceChanged(string Difference) : DeskOutcome;
}
