using System.Globalization;
using Cronos;
using Longgang.Contracts.Announcements;
using Longgang.Contracts.Commands;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Announcements;

/// <summary>Says everything that keeps a document from being sent. Pure.</summary>
public static class AnnouncementValidator
{
    /// <summary>Longest title, characters.</summary>
    public const int MaxTitle = 200;

    /// <summary>Highest priority.</summary>
    public const int MaxPriority = 9;

    // Contents, the correction and the signature need the rest.
    private const int MaxAudienceBytes = CommandReader.MaxBytes / 2;

    private static readonly TimeSpan _longestWindow = TimeSpan.FromDays(7);
    private static readonly TimeSpan _longestSeries = TimeSpan.FromDays(366);
    private static readonly TimeSpan _shortestValidity = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _longestValidity = TimeSpan.FromHours(24);

    /// <summary>All problems; empty: it may be sent.</summary>
    public static IReadOnlyList<AnnouncementProblem> FindProblems(AnnouncementDocument document, DateTimeOffset now)
    {
        var problems = new List<AnnouncementProblem>();
        if (string.IsNullOrWhiteSpace(document.Title) || document.Title.Length > MaxTitle)
        {
            problems.Add(new("title", "It is empty or too long, so nobody finds it in a list.", $"Write 1 to {MaxTitle} characters."));
        }

        ContentRules.Check("contents", document.Contents, problems);
        if (!AudienceMatcher.TryCreate(document.Audience, out _, out string? audience))
        {
            problems.Add(new("audience", audience, "Correct the audience and look at its pre-flight."));
        }
        else if (document.Audience.CalculateSize() > MaxAudienceBytes)
        {
            problems.Add(new("audience", $"Written down it takes more than {MaxAudienceBytes} bytes, which fit into no command.", "Name areas or labels in place of single speakers, or simplify polygons."));
        }

        CheckLevel(document, problems);
        CheckRetraction(document, problems);
        CheckTimes(document, now, problems);
        if (document.Repeat is { } repeat)
        {
            CheckRepeat(document, repeat, now, problems);
        }

        return problems;
    }

    private static void CheckLevel(AnnouncementDocument document, List<AnnouncementProblem> problems)
    {
        if (document.Level is not (Severity.Red or Severity.Orange or Severity.Yellow or Severity.Blue))
        {
            problems.Add(new("level", "There is none, so it cannot be told who has to approve it and whether quiet hours count.", "Choose red, orange, yellow or blue."));
        }

        if (document.Priority is < 0 or > MaxPriority)
        {
            problems.Add(new("priority", $"{document.Priority} is no priority that boxes know.", $"Choose 0 to {MaxPriority}; {MaxPriority} interrupts everything."));
        }

        if (document.VolumePercent is < 1 or > 100)
        {
            problems.Add(new("volumePercent", $"{document.VolumePercent} per cent cannot be set.", "Choose 1 to 100, or leave it out to keep the speakers' own."));
        }
    }

    private static void CheckRetraction(AnnouncementDocument document, List<AnnouncementProblem> problems)
    {
        if (document.Retraction.Count > 0)
        {
            ContentRules.Check("retraction", document.Retraction, problems);
        }

        if (document.Level is not (Severity.Red or Severity.Orange))
        {
            return;
        }

        string[] missing = [.. document.Contents.Select(content => content.Language).Except(document.Retraction.Select(content => content.Language), StringComparer.Ordinal)];
        if (document.Retraction.Count == 0 || missing.Length > 0)
        {
            problems.Add(new(
                "retraction",
                $"A {WireNames.Of(document.Level)} announcement has none{(missing.Length > 0 && document.Retraction.Count > 0 ? " in " + string.Join(", ", missing) : string.Empty)}: a false alarm could not be corrected at once.",
                "Prepare what is said when it is called back, in each of its languages."));
        }
    }

    private static void CheckTimes(AnnouncementDocument document, DateTimeOffset now, List<AnnouncementProblem> problems)
    {
        if (document.NotBefore is { } notBefore && notBefore > now + _longestSeries)
        {
            problems.Add(new("notBefore", "It is more than a year ahead.", "Choose an earlier time."));
        }

        DateTimeOffset begin = document.NotBefore is { } start && start > now ? start : now;
        TimeSpan longest = document.Repeat is null ? _longestWindow : _longestSeries;
        if (document.Expires is not { } expires)
        {
            problems.Add(new("expires", "There is none, so speakers that come back late would still say it.", "Say until when it makes sense."));
        }
        else if (expires <= begin)
        {
            problems.Add(new("expires", "It expires before it may begin, so nobody would hear it.", "Choose a time after now and after notBefore."));
        }
        else if (expires - begin > longest)
        {
            problems.Add(new("expires", string.Create(CultureInfo.InvariantCulture, $"It stays valid for more than {longest.TotalDays:0} days."), "Choose an earlier time, or let it repeat."));
        }
    }

    private static void CheckRepeat(AnnouncementDocument document, AnnouncementRepeat repeat, DateTimeOffset now, List<AnnouncementProblem> problems)
    {
        bool readable = CronExpression.TryParse(repeat.Cron, out CronExpression? cron);
        if (!readable)
        {
            problems.Add(new("repeat.cron", $"'{repeat.Cron}' is not a cron expression.", "Write five fields: minute hour day-of-month month day-of-week, e.g. '0 8 * * 1-5'."));
        }

        bool zoned = AnnouncementSchedule.TryFindZone(repeat.TimeZone, out TimeZoneInfo? zone);
        if (!zoned)
        {
            problems.Add(new("repeat.timeZone", $"'{repeat.TimeZone}' is no time zone that this system knows.", $"Write {AnnouncementSchedule.DistrictZone}."));
        }

        if (repeat.ValidFor < _shortestValidity || repeat.ValidFor > _longestValidity)
        {
            problems.Add(new("repeat.validFor", "An occurrence may begin 1 minute to 24 hours after its time.", "Choose a duration between."));
        }

        if (!readable || !zoned || document.Expires is not { } end)
        {
            return;
        }

        DateTimeOffset from = document.NotBefore is { } start && start > now ? start : now;
        DateTimeOffset[] times = from < end ? [.. cron!.GetOccurrences(from, end, zone!).Take(50)] : [];
        if (times.Length == 0)
        {
            problems.Add(new("repeat.cron", "There is no such time before it expires, so nobody would hear it.", "Choose other times, or let it expire later."));
        }
        else if (times.Zip(times.Skip(1), (a, b) => b - a).Any(distance => distance < AnnouncementSchedule.LeastDistance))
        {
            problems.Add(new("repeat.cron", "Its occurrences come so close that one would not be over when the next one begins.", "Leave at least 5 minutes between them."));
        }
    }
}
