namespace Longgang.Cloud.Storage.Sqlite.Reading;

/// <summary>What is selected of announcements, with the columns in the order of <see cref="Books.AnnouncementRows"/>.</summary>
internal static class AnnouncementColumns
{
    public const string Announcements = "SELECT id, document FROM announcements ";

    public const string History =
        "SELECT change, lower(hex(announcement)), version, what, at_us, by_whom, comment, state, occurrence, document FROM announcement_history ";

    public const string Parts =
        "SELECT change, lower(hex(announcement)), occurrence, speaker, gateway, area, step, state, reason, last, attempt, played_ms, evidence, box_us, closed_us FROM speaker_parts ";

    public const string Answers =
        "SELECT b.change, lower(hex(b.command)), lower(hex(coalesce(c.announcement, x''))), coalesce(c.occurrence, 0), b.gateway, b.expected, b.status, b.reason, b.speakers, b.answered_us, b.sent "
        + "FROM command_boxes b LEFT JOIN commands c ON c.command = b.command ";

    public const string Speakers =
        "SELECT speaker, gateway, area, reach, labels, latitude_e6, longitude_e6, play_group, adapter, languages, removed, received_us FROM speakers ";

    public const string DueCommands =
        "SELECT lower(hex(c.command)), lower(hex(c.announcement)), c.occurrence, c.topics, b.gateway, b.sent, c.bytes, c.expires_us FROM command_boxes b JOIN commands c ON c.command = b.command ";

    public const string NewCommands = "SELECT lower(hex(command)), lower(hex(announcement)), occurrence, topics, NULL, 0, bytes, expires_us FROM commands ";
}
