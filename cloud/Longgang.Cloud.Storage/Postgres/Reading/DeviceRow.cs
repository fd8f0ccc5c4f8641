using Longgang.Cloud.Core.Fleet;
using Longgang.Cloud.Storage.Books;
using Longgang.Cloud.Storage.Postgres.Writing;
using Npgsql;

namespace Longgang.Cloud.Storage.Postgres.Reading;

/// <summary>A device as of the last snapshot of its home.</summary>
internal sealed record DeviceRow(DeviceSummary Summary, int Home, int Gateway, long Area, long LastSeenUs)
{
    public static DeviceRow Of(NpgsqlDataReader row) => new(
        new DeviceSummary
        {
            Number = row.GetInt32(0),
            Id = row.GetString(1),
            Gateway = string.Empty,
            Area = string.Empty,
            LastSeen = default,
            Scans = row.GetInt64(6),
            Readings = row.GetInt64(7),
            States = row.IsDBNull(8) ? 0 : row.GetInt64(8),
            Online = row.IsDBNull(9) ? null : row.GetBoolean(9),
            Firmware = row.TextOrNull(10),
            Buffered = row.IsDBNull(11) ? null : row.GetInt64(11),
            Flags = row.TextOrNull(12) is { Length: > 0 } flags ? flags.Split('\n') : [],
        },
        row.GetInt32(2),
        row.GetInt32(3),
        row.GetInt64(4),
        row.GetInt64(5));

    /// <summary>Puts the device into the books that the journal is then applied to.</summary>
    public void AddTo(GatewayBook home)
    {
        DeviceBook book = home.Device((int)Summary.Number);
        book.Gateway = Gateway;
        book.Area = Area;
        book.LastSeenUs = LastSeenUs;
        book.Scans = Summary.Scans;
        book.Readings = Summary.Readings;
    }
}
