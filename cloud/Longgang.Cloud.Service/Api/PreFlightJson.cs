using Longgang.Cloud.Core.Announcements;

namespace Longgang.Cloud.Service.Api;

/// <summary>What an author is shown before he submits.</summary>
/// <param name="Fingerprint">Of the audience: pass it on to submit just this one.</param>
/// <param name="Speakers">How many are in the audience.</param>
/// <param name="Known">How many speakers the district has.</param>
/// <param name="Areas">By street and community.</param>
/// <param name="Offline">Device ids of speakers that are offline now.</param>
/// <param name="Unknown">Of those that cannot be asked.</param>
/// <param name="Quiet">Of those in quiet hours when it begins.</param>
/// <param name="QuietOverridden">Whether those play all the same.</param>
/// <param name="Boxes">The boxes.</param>
/// <param name="BoxesReady">How many of them hold all the audio.</param>
/// <param name="DurationSeconds">How long it will play.</param>
/// <param name="Begins">When it begins, within a week.</param>
/// <param name="Conflicts">What else plays then.</param>
/// <param name="ApprovalReasons">Why a second person will have to agree.</param>
/// <param name="Problems">What keeps it from being submitted.</param>
public sealed record PreFlightJson(
    string Fingerprint,
    int Speakers,
    int Known,
    IReadOnlyList<PreFlightAreaJson> Areas,
    IReadOnlyList<string> Offline,
    IReadOnlyList<string> Unknown,
    IReadOnlyList<string> Quiet,
    bool QuietOverridden,
    IReadOnlyList<PreFlightBoxJson> Boxes,
    int BoxesReady,
    double DurationSeconds,
    IReadOnlyList<DateTimeOffset> Begins,
    IReadOnlyList<PreFlightConflictJson> Conflicts,
    IReadOnlyList<string> ApprovalReasons,
    IReadOnlyList<AnnouncementProblemJson> Problems)
{
    /// <summary>The JSON of a report.</summary>
    public static PreFlightJson Of(PreFlightReport report) => new(
        report.Audience.Fingerprint,
        report.Audience.Speakers.Count,
        report.Audience.Known,
        [.. report.Areas.Select(PreFlightAreaJson.Of)],
        report.Offline,
        report.Unknown,
        report.Quiet,
        report.QuietOverridden,
        [.. report.Boxes.Select(PreFlightBoxJson.Of)],
        report.BoxesReady,
        report.Duration.TotalSeconds,
        report.Begins,
        [.. report.Conflicts.Select(PreFlightConflictJson.Of)],
        report.ApprovalReasons,
        [.. report.Problems.Select(AnnouncementProblemJson.Of)]);
}
