using Longgang.Cloud.Core.Announcements;

namespace Longgang.Cloud.Service.Api;

/// <summary>When it is played again.</summary>
/// <param name="Cron">Five fields: minute, hour, day of month, month, day of week.</param>
/// <param name="ValidForSeconds">How long after its time an occurrence may still begin, 60…86400.</param>
/// <param name="TimeZone">IANA name; absent: Asia/Shanghai.</param>
public sealed record AnnouncementRepeatJson(string? Cron, double? ValidForSeconds, string? TimeZone)
{
    private const double Most = 366 * 24 * 3600d;

    /// <summary>The JSON of a repeat.</summary>
    public static AnnouncementRepeatJson Of(AnnouncementRepeat repeat) => new(repeat.Cron, repeat.ValidFor.TotalSeconds, repeat.TimeZone);

    /// <summary>The repeat; what cannot be is refused when it is submitted.</summary>
    public AnnouncementRepeat ToRepeat() => new(Cron ?? string.Empty, TimeSpan.FromSeconds(Math.Clamp(ValidForSeconds ?? 0, -Most, Most)), TimeZone ?? AnnouncementSchedule.DistrictZone);
}
