using System.Diagnostics.CodeAnalysis;
using Cronos;

namespace Longgang.Cloud.Core.Announcements;

/// <summary>When the occurrences of an announcement may begin. Pure.</summary>
public static class AnnouncementSchedule
{
    /// <summary>The district's time zone.</summary>
    public const string DistrictZone = "Asia/Shanghai";

    /// <summary>Least distance of two occurrences.</summary>
    public static readonly TimeSpan LeastDistance = TimeSpan.FromMinutes(5);

    // An occurrence is closed before the next one is sent.
    private static readonly TimeSpan _between = TimeSpan.FromMinutes(2);

    /// <summary>The first window that is not over yet; null: there is none.</summary>
    /// <param name="document">A document without problems.</param>
    /// <param name="now">Now.</param>
    public static PlayWindow? First(AnnouncementDocument document, DateTimeOffset now)
    {
        if (document.Repeat is not null)
        {
            DateTimeOffset from = document.NotBefore is { } start && start > now ? start : now;
            return Next(document, from, inclusive: true);
        }

        DateTimeOffset begin = document.NotBefore is { } notBefore && notBefore > now ? notBefore : now;
        return document.Expires is { } expires && expires > begin ? new PlayWindow(begin, expires) : null;
    }

    /// <summary>The window after another one, be it over or not; null: that was the last.</summary>
    public static PlayWindow? After(AnnouncementDocument document, PlayWindow window) =>
        document.Repeat is null ? null : Next(document, window.Begin, inclusive: false);

    /// <summary>The windows that begin before a moment, the first <paramref name="most"/> of them.</summary>
    public static IReadOnlyList<PlayWindow> Until(AnnouncementDocument document, DateTimeOffset now, DateTimeOffset until, int most)
    {
        var windows = new List<PlayWindow>();
        for (PlayWindow? window = First(document, now); window is { } next && next.Begin < until && windows.Count < most; window = After(document, next))
        {
            windows.Add(next);
        }

        return windows;
    }

    /// <summary>The zone of that name. The district's own is known also where the system has no time zone data: it has had no summer time since 1991.</summary>
    public static bool TryFindZone(string name, [NotNullWhen(true)] out TimeZoneInfo? zone)
    {
        if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone))
        {
            return true;
        }

        zone = name == DistrictZone ? TimeZoneInfo.CreateCustomTimeZone(DistrictZone, TimeSpan.FromHours(8), DistrictZone, DistrictZone) : null;
        return zone is not null;
    }

    private static PlayWindow? Next(AnnouncementDocument document, DateTimeOffset from, bool inclusive)
    {
        AnnouncementRepeat repeat = document.Repeat!;
        if (document.Expires is not { } end || !CronExpression.TryParse(repeat.Cron, out CronExpression? cron) || !TryFindZone(repeat.TimeZone, out TimeZoneInfo? zone)
            || cron.GetNextOccurrence(from, zone, inclusive) is not { } begin || begin >= end)
        {
            return null;
        }

        DateTimeOffset expires = begin + repeat.ValidFor;
        if (cron.GetNextOccurrence(begin, zone) - _between is { } beforeNext && beforeNext < expires)
        {
            expires = beforeNext;
        }

        return new PlayWindow(begin, expires < end ? expires : end);
    }
}
