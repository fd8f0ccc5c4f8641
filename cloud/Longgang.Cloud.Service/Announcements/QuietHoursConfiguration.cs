using System.Globalization;
using Longgang.Cloud.Core.Announcements;
using Longgang.Contracts.Areas;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Service.Announcements;

/// <summary>Reads the quiet hours of the configuration.</summary>
internal static class QuietHoursConfiguration
{
    /// <summary>The quiet hours, and everything that is wrong with them: what cannot be read is left out.</summary>
    public static (QuietHours Hours, IReadOnlyList<string> Errors) Read(AnnouncementOptions options)
    {
        const string section = AnnouncementOptions.Section;
        var errors = new List<string>();
        var rules = new List<QuietHoursRule>();
        for (int i = 0; i < options.QuietHours.Count; i++)
        {
            QuietHoursOptions rule = options.QuietHours[i];
            AreaCode area = default;
            if (rule.Area.Length > 0 && !AreaCode.TryParse(rule.Area, out area))
            {
                errors.Add($"{section}:QuietHours:{i}:Area '{rule.Area}' is not an area code: write 6, 9 or 12 digits, or leave it out for everywhere.");
            }
            else if (!TryReadTime(rule.From, out TimeOnly from) || !TryReadTime(rule.To, out TimeOnly to) || from == to)
            {
                errors.Add($"{section}:QuietHours:{i} from '{rule.From}' to '{rule.To}' is no part of a day: write both as hh:mm, e.g. 22:00 and 07:00.");
            }
            else
            {
                rules.Add(new QuietHoursRule(rule.Area.Length > 0 ? area : null, rule.Label.Length > 0 ? rule.Label : null, from, to));
            }
        }

        if (!AnnouncementSchedule.TryFindZone(options.QuietHoursZone, out TimeZoneInfo? zone))
        {
            errors.Add($"{section}:QuietHoursZone '{options.QuietHoursZone}' is no time zone that this system knows: write {AnnouncementSchedule.DistrictZone}.");
        }

        Severity? level = WireNames.ParseSeverity(options.QuietHoursOverriddenBy);
        if (level is null or Severity.Unspecified)
        {
            errors.Add($"{section}:QuietHoursOverriddenBy '{options.QuietHoursOverriddenBy}' is no level: write red, orange, yellow or blue.");
        }

        return (new QuietHours(rules, zone ?? TimeZoneInfo.Utc, level ?? Severity.Orange), errors);
    }

    private static bool TryReadTime(string text, out TimeOnly time) => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
}
