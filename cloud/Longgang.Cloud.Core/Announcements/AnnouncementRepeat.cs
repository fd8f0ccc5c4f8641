namespace Longgang.Cloud.Core.Announcements;

/// <summary>When an announcement is played again. Occurrences are numbered from 1.</summary>
/// <param name="Cron">Five fields: minute, hour, day of month, month, day of week.</param>
/// <param name="ValidFor">How long after its time an occurrence may still begin.</param>
/// <param name="TimeZone">IANA name of the zone that <paramref name="Cron"/> speaks of.</param>
public sealed record AnnouncementRepeat(string Cron, TimeSpan ValidFor, string TimeZone = AnnouncementSchedule.DistrictZone);
