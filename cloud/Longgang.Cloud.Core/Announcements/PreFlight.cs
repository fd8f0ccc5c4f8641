using Longgang.Contracts.Announcements;
using Longgang.Contracts.Areas;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Announcements;

/// <summary>
/// Answers before anything is sent: how many speakers, where, which of them will not hear it, and what else plays then. Pure. Who is in the audience is decided by the code that
/// decides it on the boxes: what is shown is what is done.
/// </summary>
public static class PreFlight
{
    /// <summary>Most occurrences that are looked at for conflicts.</summary>
    public const int MostOccurrences = 100;

    /// <summary>How far ahead conflicts are looked for.</summary>
    public static readonly TimeSpan Horizon = TimeSpan.FromDays(7);

    private const int StreetDigits = 9;

    /// <summary>Looks at a document.</summary>
    /// <param name="document">The document; it may have problems.</param>
    /// <param name="speakers">All speakers, removed ones too or not.</param>
    /// <param name="audio">What boxes hold, by gateway.</param>
    /// <param name="quiet">Quiet hours.</param>
    /// <param name="planned">What else is to be played; not the announcement itself.</param>
    /// <param name="now">Now.</param>
    public static PreFlightReport Check(
        AnnouncementDocument document,
        IReadOnlyCollection<SpeakerRecord> speakers,
        IReadOnlyDictionary<string, IReadOnlySet<string>> audio,
        QuietHours quiet,
        IReadOnlyCollection<PlannedPlay> planned,
        DateTimeOffset now)
    {
        SpeakerRecord[] hearers = Resolve(document.Audience, speakers);
        var shown = new ShownAudience(
            AudienceFingerprint.Of(hearers.Select(speaker => speaker.Device)), [.. hearers.Select(speaker => speaker.Device)], speakers.Count(speaker => !speaker.Removed));
        DateTimeOffset[] begins = [.. AnnouncementSchedule.Until(document, now, now + Horizon, MostOccurrences).Select(window => window.Begin)];
        Func<SpeakerPlace, bool> isQuiet = quiet.At(begins is [var first, ..] ? first : now);
        var silent = new HashSet<string>(hearers.Where(speaker => isQuiet(speaker.Place)).Select(speaker => speaker.Device), StringComparer.Ordinal);
        TimeSpan duration = ExpectedDuration.Of(document.Contents, document.Drill);
        return new PreFlightReport
        {
            Audience = shown,
            Speakers = hearers,
            Areas = AreasOf(hearers, silent),
            Offline = [.. hearers.Where(speaker => speaker.Reach == Reach.Offline).Select(speaker => speaker.Device)],
            Unknown = [.. hearers.Where(IsUnknown).Select(speaker => speaker.Device)],
            Quiet = [.. hearers.Where(speaker => silent.Contains(speaker.Device)).Select(speaker => speaker.Device)],
            QuietOverridden = quiet.AreOverriddenBy(document.Level),
            Boxes = BoxesOf(hearers, document, audio),
            Duration = duration,
            Begins = begins,
            Conflicts = [.. planned.Select(other => Meet(document.Priority, hearers, begins, duration, other)).OfType<PreFlightConflict>().OrderBy(conflict => conflict.At)],
            ApprovalReasons = ApprovalRule.ReasonsOf(document, shown),
            Problems = AnnouncementValidator.FindProblems(document, now),
        };
    }

    /// <summary>The speakers of an audience, in the order of ids; none when the audience has problems.</summary>
    public static SpeakerRecord[] Resolve(Audience audience, IEnumerable<SpeakerRecord> speakers) =>
        AudienceMatcher.TryCreate(audience, out AudienceMatcher? matcher, out _)
            ? [.. speakers.Where(speaker => !speaker.Removed && matcher.Covers(speaker.Place)).OrderBy(speaker => speaker.Device, StringComparer.Ordinal)]
            : [];

    private static bool IsUnknown(SpeakerRecord speaker) => speaker.Reach is not (Reach.Online or Reach.Offline);

    private static PreFlightArea[] AreasOf(SpeakerRecord[] hearers, HashSet<string> silent)
    {
        var areas = new SortedDictionary<string, (int Speakers, int Offline, int Unknown, int Quiet)>(StringComparer.Ordinal);
        foreach (SpeakerRecord speaker in hearers)
        {
            string code = speaker.Area.Code;
            Count(code, speaker);
            if (code.Length > StreetDigits)
            {
                Count(code[..StreetDigits], speaker);
            }
        }

        return [.. areas.Select(area => new PreFlightArea(
            AreaCode.TryParse(area.Key, out AreaCode code) ? code : default, area.Value.Speakers, area.Value.Offline, area.Value.Unknown, area.Value.Quiet))];

        void Count(string code, SpeakerRecord speaker)
        {
            (int all, int offline, int unknown, int quiet) = areas.GetValueOrDefault(code);
            areas[code] = (
                all + 1,
                offline + (speaker.Reach == Reach.Offline ? 1 : 0),
                unknown + (IsUnknown(speaker) ? 1 : 0),
                quiet + (silent.Contains(speaker.Device) ? 1 : 0));
        }
    }

    private static PreFlightBox[] BoxesOf(SpeakerRecord[] hearers, AnnouncementDocument document, IReadOnlyDictionary<string, IReadOnlySet<string>> audio)
    {
        string[] needed = [.. document.Contents.Concat(document.Retraction).Select(content => content.Audio?.Sha256).OfType<string>().Distinct(StringComparer.Ordinal)];
        return [.. hearers.GroupBy(speaker => speaker.Gateway, StringComparer.Ordinal)
            .OrderBy(box => box.Key, StringComparer.Ordinal)
            .Select(box => new PreFlightBox(
                box.Key,
                box.Count(),
                audio.TryGetValue(box.Key, out IReadOnlySet<string>? held) ? [.. needed.Where(hash => !held.Contains(hash))] : needed))];
    }

    private static PreFlightConflict? Meet(int priority, SpeakerRecord[] hearers, DateTimeOffset[] begins, TimeSpan duration, PlannedPlay other)
    {
        foreach (DateTimeOffset ours in begins)
        {
            foreach (DateTimeOffset theirs in other.Begins)
            {
                if (ours < theirs + other.Duration && theirs < ours + duration)
                {
                    int both = hearers.Count(speaker => other.Audience.Covers(speaker.Place));

                    // The other one has been issued before.
                    return both == 0 ? null : new PreFlightConflict(other.Id, other.Title, other.Priority, ours > theirs ? ours : theirs, both, priority > other.Priority);
                }
            }
        }

        return null;
    }
}
