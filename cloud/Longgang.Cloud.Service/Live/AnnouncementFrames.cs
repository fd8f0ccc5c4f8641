using Longgang.Cloud.Core.Announcements;
using Longgang.Cloud.Service.Api;

namespace Longgang.Cloud.Service.Live;

/// <summary>
/// Changes of announcements as listeners see them: each act, and one figure of coverage for all parts and answers of an occurrence that came together. Every frame has the number of
/// a change of its own, and they go out in the order of numbers: whoever resumes after one of them misses nothing, as what a later one sums up has a later number.
/// </summary>
internal static class AnnouncementFrames
{
    private const int StreetDigits = 9;

    public static async Task<IReadOnlyList<LiveFrame>> OfAsync(IReadOnlyList<AnnouncementChange> changes, IAnnouncementStore announcements, CancellationToken cancellationToken)
    {
        var frames = new List<LiveFrame>();
        var touched = new Dictionary<(string Announcement, int Occurrence), long>();
        foreach (AnnouncementChange change in changes)
        {
            switch (change)
            {
                case AnnouncementChange.Act act:
                    frames.Add(LiveFrame.Of(act.Entry));
                    break;
                case AnnouncementChange.Part part:
                    touched[(part.State.Announcement, part.State.Occurrence)] = part.Number;
                    break;
                case AnnouncementChange.Answer { State: { Announcement.Length: > 0, Occurrence: > 0 } answer }:
                    touched[(answer.Announcement, answer.Occurrence)] = change.Number;
                    break;
                default:
                    break;
            }
        }

        foreach (((string announcement, int occurrence), long number) in touched)
        {
            var coverage = Coverage.Of(await announcements.ReadPartsAsync(announcement, occurrence, cancellationToken));
            frames.Add(LiveFrame.Of(new LiveCoverageJson(
                number,
                "coverage",
                announcement,
                occurrence,
                coverage.IsFinal,
                AreaCoverageJson.Of(coverage.Total),
                [.. coverage.Areas.Where(area => area.Area.Length <= StreetDigits).Select(AreaCoverageJson.Of)])));
        }

        return [.. frames.OrderBy(frame => frame.Announcement)];
    }
}
