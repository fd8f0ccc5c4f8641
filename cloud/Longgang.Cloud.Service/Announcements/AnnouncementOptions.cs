using Longgang.Cloud.Core.Announcements;

namespace Longgang.Cloud.Service.Announcements;

/// <summary>Announcements, section <c>Announcements</c>.</summary>
public sealed class AnnouncementOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Announcements";

    /// <summary>PEM file with the private key (ECDSA P-256) that commands are signed with. Empty, the default: nothing can be sent, everything else works.</summary>
    public string SigningKeyFile { get; set; } = string.Empty;

    /// <summary>Name under which boxes know the public key, 1…64 characters. Required with the file.</summary>
    public string SigningKeyName { get; set; } = string.Empty;

    /// <summary>When speakers are to be silent. Default: never.</summary>
    public IList<QuietHoursOptions> QuietHours { get; } = [];

    /// <summary>IANA name of the zone of quiet hours. Default Asia/Shanghai.</summary>
    public string QuietHoursZone { get; set; } = AnnouncementSchedule.DistrictZone;

    /// <summary>Announcements of this level and graver ones are heard in quiet hours: red, orange, yellow or blue. Default orange.</summary>
    public string QuietHoursOverriddenBy { get; set; } = "orange";
}
