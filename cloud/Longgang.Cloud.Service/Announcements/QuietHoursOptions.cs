namespace Longgang.Cloud.Service.Announcements;

/// <summary>One rule of <see cref="AnnouncementOptions.QuietHours"/>.</summary>
public sealed class QuietHoursOptions
{
    /// <summary>The area and everything below it, 6, 9 or 12 digits; empty: everywhere.</summary>
    public string Area { get; set; } = string.Empty;

    /// <summary>Only speakers with this label; empty: all.</summary>
    public string Label { get; set; } = string.Empty;

    /// <summary>Time of day at which it begins, <c>hh:mm</c>.</summary>
    public string From { get; set; } = string.Empty;

    /// <summary>Time of day at which it ends, <c>hh:mm</c>; before <see cref="From"/>: on the next day.</summary>
    public string To { get; set; } = string.Empty;
}
