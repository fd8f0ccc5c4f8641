namespace Longgang.Cloud.Core.Announcements;

/// <summary>What somebody, or the schedule, wants done with an announcement.</summary>
/// <param name="By">Who.</param>
/// <param name="Comment">What they say; goes into the history.</param>
public abstract record AnnouncementCommand(string By, string? Comment)
{
    /// <summary>Who acts when nobody does.</summary>
    public const string Schedule = "schedule";

    /// <summary>Writes another document; what was approved or scheduled is a draft again.</summary>
    /// <param name="By">Who.</param>
    /// <param name="Document">The document.</param>
    /// <param name="Comment">Why.</param>
    public sealed record Edit(string By, AnnouncementDocument Document, string? Comment = null) : AnnouncementCommand(By, Comment);

    /// <summary>Wants it sent.</summary>
    /// <param name="By">Who.</param>
    /// <param name="Shown">The audience that he was shown.</param>
    /// <param name="Comment">What he says.</param>
    public sealed record Submit(string By, ShownAudience Shown, string? Comment = null) : AnnouncementCommand(By, Comment);

    /// <summary>Agrees.</summary>
    /// <param name="By">Who.</param>
    /// <param name="Comment">What he says.</param>
    public sealed record Approve(string By, string? Comment = null) : AnnouncementCommand(By, Comment);

    /// <summary>Does not agree.</summary>
    /// <param name="By">Who.</param>
    /// <param name="Comment">Why; required.</param>
    public sealed record Refuse(string By, string? Comment) : AnnouncementCommand(By, Comment);

    /// <summary>Gives it up before it is sent (again).</summary>
    /// <param name="By">Who.</param>
    /// <param name="Comment">Why.</param>
    public sealed record Withdraw(string By, string? Comment = null) : AnnouncementCommand(By, Comment);

    /// <summary>Calls it back.</summary>
    /// <param name="By">Who.</param>
    /// <param name="Comment">Why.</param>
    public sealed record Retract(string By, string? Comment = null) : AnnouncementCommand(By, Comment);

    /// <summary>Writes something into the history.</summary>
    /// <param name="By">Who.</param>
    /// <param name="Comment">What; required.</param>
    public sealed record Remark(string By, string? Comment) : AnnouncementCommand(By, Comment);

    /// <summary>The next occurrence's commands are made durable with this.</summary>
    /// <param name="Difference">How its audience differs from the one that was shown.</param>
    public sealed record Dispatch(AudienceDifference Difference) : AnnouncementCommand(Schedule, Difference.IsEmpty ? null : Difference.ToString());

    /// <summary>All commands of the occurrence are published.</summary>
    public sealed record Published() : AnnouncementCommand(Schedule, null);

    /// <summary>The occurrence is over.</summary>
    /// <param name="EverySpeakerDone">Every speaker has said its last word, so nothing has to be waited for.</param>
    public sealed record End(bool EverySpeakerDone = false) : AnnouncementCommand(Schedule, null);

    /// <summary>The next occurrence, and perhaps more, have expired before they could be sent.</summary>
    public sealed record Miss() : AnnouncementCommand(Schedule, null);
}
