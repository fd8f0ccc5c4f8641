using System.Data.Common;
using Longgang.Cloud.Core.Announcements;
using Longgang.Contracts.Areas;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Storage.Books;

/// <summary>Rows about announcements as the domain has them; both stores select the columns in this order.</summary>
internal static class AnnouncementRows
{
    public static Announcement Announcement(DbDataReader row) => AnnouncementCodec.DecodeAnnouncement(row.GetString(1)) with { Number = row.GetInt64(0) };

    public static AnnouncementEntry Entry(DbDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.GetInt64(2),
        (AnnouncementAct)row.GetInt32(3),
        row.Time(4),
        row.GetString(5),
        row.TextOrNull(6),
        (AnnouncementState)row.GetInt32(7),
        row.GetInt32(8),
        row.TextOrNull(9) is { } document ? AnnouncementCodec.DecodeDocument(document) : null);

    public static SpeakerPart Part(DbDataReader row) => new()
    {
        Change = row.GetInt64(0),
        Announcement = row.GetString(1),
        Occurrence = row.GetInt32(2),
        Speaker = row.GetString(3),
        Gateway = row.GetString(4),
        Area = row.Area(5),
        Step = row.GetInt64(6),
        Said = (ReceiptState)row.GetInt32(7),
        SaidReason = row.GetString(8),
        Last = row.GetBoolean(9),
        Attempt = row.GetInt32(10),
        Played = TimeSpan.FromMilliseconds(row.GetInt64(11)),
        Evidence = (Evidence)row.GetInt32(12),
        BoxTime = row.TimeOrNull(13),
        ClosedAt = row.TimeOrNull(14),
    };

    public static CommandAnswer Answer(DbDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.GetString(2),
        row.GetInt32(3),
        row.GetString(4),
        row.IsDBNull(5) ? null : row.GetInt32(5),
        (CommandStatus)row.GetInt32(6),
        row.GetString(7),
        row.GetInt32(8),
        row.TimeOrNull(9),
        row.GetInt32(10));

    public static SpeakerRecord Speaker(DbDataReader row) => new()
    {
        Device = row.GetString(0),
        Gateway = row.GetString(1),
        Area = AreaCode.TryParse(row.Area(2), out AreaCode area) ? area : default,
        Reach = (Reach)row.GetInt32(3),
        Labels = AnnouncementIds.Lines(row.GetString(4)),
        Position = row.IsDBNull(5) ? null : new Point { LatitudeE6 = row.GetInt32(5), LongitudeE6 = row.GetInt32(6) },
        Group = row.GetString(7),
        Adapter = row.GetString(8),
        Languages = AnnouncementIds.Lines(row.GetString(9)),
        Removed = row.GetBoolean(10),
        ReceivedAt = row.Time(11),
    };

    public static DueCommand Due(DbDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        row.GetInt32(2),
        AnnouncementIds.Lines(row.GetString(3)),
        row.TextOrNull(4),
        row.GetInt32(5),
        row.GetFieldValue<byte[]>(6),
        row.Time(7));
}
