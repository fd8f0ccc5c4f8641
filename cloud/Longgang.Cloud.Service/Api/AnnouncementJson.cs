using Longgang.Cloud.Core.Announcements;

namespace Longgang.Cloud.Service.Api;

/// <summary>An announcement.</summary>
/// <param name="Id">32 hex digits.</param>
/// <param name="Version">Grows by one with every act.</param>
/// <param name="State">draft, awaiting-approval, scheduled, dispatching, live, done, retracted, refused or withdrawn.</param>
/// <param name="Document">What its author wrote.</param>
/// <param name="Authors">Everybody who has written in it; none of them may approve it.</param>
/// <param name="Approver">Who approved or refused it.</param>
/// <param name="ApprovalReasons">Why a second person has to agree; empty: nobody has to.</param>
/// <param name="ShownSpeakers">How many speakers were in its audience when it was submitted.</param>
/// <param name="ShownFingerprint">Which ones.</param>
/// <param name="Occurrence">Number of the latest occurrence; 0: none yet.</param>
/// <param name="Current">When the latest occurrence may begin.</param>
/// <param name="Next">When the next one may begin.</param>
/// <param name="CorrectionId">Id under which speakers are told its correction.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="ChangedAt">When it last changed.</param>
public sealed record AnnouncementJson(
    string Id,
    long Version,
    string State,
    AnnouncementDocumentJson Document,
    IReadOnlyList<string> Authors,
    string? Approver,
    IReadOnlyList<string> ApprovalReasons,
    int? ShownSpeakers,
    string? ShownFingerprint,
    int Occurrence,
    PlayWindowJson? Current,
    PlayWindowJson? Next,
    string CorrectionId,
    DateTimeOffset CreatedAt,
    DateTimeOffset ChangedAt)
{
    /// <summary>The JSON of an announcement.</summary>
    public static AnnouncementJson Of(Announcement announcement) => new(
        announcement.Id,
        announcement.Version,
        AnnouncementNames.Of(announcement.State),
        AnnouncementDocumentJson.Of(announcement.Document),
        announcement.Authors,
        announcement.Approver,
        announcement.ApprovalReasons,
        announcement.Shown?.Speakers.Count,
        announcement.Shown?.Fingerprint,
        announcement.Occurrence,
        PlayWindowJson.Of(announcement.Current),
        PlayWindowJson.Of(announcement.Next),
        announcement.CorrectionId,
        announcement.CreatedAt,
        announcement.ChangedAt);
}
