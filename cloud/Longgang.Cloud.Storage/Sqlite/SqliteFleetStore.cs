using Longgang.Cloud.Core.Fleet;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Storage.Books;
using Longgang.Cloud.Storage.Sqlite.Reading;
using Longgang.Cloud.Storage.Sqlite.Writing;
using Longgang.Contracts.Wire;
using Microsoft.Data.Sqlite;

namespace Longgang.Cloud.Storage.Sqlite;

/// <inheritdoc cref="IFleetStore"/>
public sealed class SqliteFleetStore(SqliteWriter writer, SqliteReaders readers) : IFleetStore
{
    private const string Devices =
        "SELECT d.id, d.name, g.name, d.area, d.last_seen_us, d.scans, d.readings, s.states, s.online, s.firmware, s.buffered, s.flags "
        + "FROM devices d JOIN gateways g ON g.id = d.gateway LEFT JOIN device_states s ON s.device = d.id ";

    /// <inheritdoc/>
    public Task RecordStatusAsync(string gateway, GatewayStatus status, DateTimeOffset at, CancellationToken cancellationToken) =>
        writer.WriteAsync(session => Record(session, gateway, status, WriterSession.ToUs(at)), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<GatewaySummary>> ListGatewaysAsync(CancellationToken cancellationToken)
    {
        using SqliteConnection connection = readers.Open();
        return Task.FromResult<IReadOnlyList<GatewaySummary>>(connection.ReadAll(
            "SELECT name, last_seen_us, version, lower(hex(boot)), policy, box_us, quality, devices_connected, status_us FROM gateways ORDER BY name",
            row => new GatewaySummary
            {
                Id = row.GetString(0),
                LastSeen = row.Time(1),
                Version = row.TextOrNull(2),
                Boot = row.TextOrNull(3),
                Policy = row.TextOrNull(4),
                BoxTime = row.TimeOrNull(5),
                Quality = (ClockQuality)row.GetInt32(6),
                DevicesConnected = row.GetInt64(7),
                StatusAt = row.TimeOrNull(8),
            }));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DeviceSummary>> ListDevicesAsync(long after, int limit, CancellationToken cancellationToken)
    {
        List<DeviceSummary> page;
        using (SqliteConnection connection = readers.Open())
        {
            page = connection.ReadAll(Devices + "WHERE d.id > ?1 ORDER BY d.id LIMIT ?2", Row, after, limit);
        }

        return await RefreshAsync(page, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<DeviceSummary?> FindDeviceAsync(string device, CancellationToken cancellationToken)
    {
        List<DeviceSummary> found;
        using (SqliteConnection connection = readers.Open())
        {
            found = connection.ReadAll(Devices + "WHERE d.name = ?1", Row, device);
        }

        return found.Count == 0 ? null : (await RefreshAsync(found, cancellationToken))[0];
    }

    /// <summary>The rows are as of the last snapshot; the writer's memory has what came since.</summary>
    private async Task<IReadOnlyList<DeviceSummary>> RefreshAsync(List<DeviceSummary> page, CancellationToken cancellationToken)
    {
        if (page.Count == 0)
        {
            return page;
        }

        return await writer.ReadAsync(
            session => (IReadOnlyList<DeviceSummary>)[.. page.Select(row =>
            {
                DeviceBook book = session.Devices.ById(row.Number);
                return row with
                {
                    Scans = book.Scans,
                    Readings = book.Readings,
                    LastSeen = SqliteQuery.FromUs(book.LastSeenUs),
                    Area = book.Area == 0 ? string.Empty : book.Area.ToString(System.Globalization.CultureInfo.InvariantCulture),
                };
            })],
            cancellationToken);
    }

    private static int Record(WriterSession session, string gateway, GatewayStatus status, long atUs)
    {
        long id = session.Gateway(gateway);
        if (status.Online)
        {
            session.Sql(
                "UPDATE gateways SET last_seen_us = ?2, version = ?3, boot = ?4, policy = ?5, box_us = ?6, quality = ?7, devices_connected = ?8, status_us = ?2 WHERE id = ?1")
                .Bind(1, id).Bind(2, atUs).Bind(3, status.Version).Bind(4, status.BootId.Span).Bind(5, status.Policy)
                .Bind(6, status.BoxUnixUs).Bind(7, (long)status.Quality).Bind(8, status.DevicesConnected).Run();
        }
        else
        {
            session.Sql("UPDATE gateways SET last_seen_us = max(last_seen_us, ?2), devices_connected = 0 WHERE id = ?1").Bind(1, id).Bind(2, atUs).Run();
        }

        // The will has no lanes; the last word of an orderly stop has exact ones.
        foreach (LaneStatus lane in status.Lanes.Where(lane => lane.OutboxId.Length == 16 && lane.Lane is Lane.Alert or Lane.Record))
        {
            OutboxBook book = session.Outbox(BatchIdentity.OutboxOf(lane.OutboxId.Span), lane.Lane, id);
            if (book.Gateway != id)
            {
                continue;
            }

            SqliteStatement report = session.Sql(
                "UPDATE outboxes SET reported_us = ?2, accepted = ?3, acknowledged = ?4, pending = ?5, expired = ?6, quarantined = ?7, bytes = ?8, "
                + "holds_s = ?9, full_in_s = ?10, final = ?11 WHERE id = ?1")
                .Bind(1, book.Id).Bind(2, atUs).Bind(3, Bounded(lane.Accepted)).Bind(4, Bounded(lane.Acknowledged)).Bind(5, Bounded(lane.Pending))
                .Bind(6, Bounded(lane.Expired)).Bind(7, Bounded(lane.Quarantined)).Bind(8, Bounded(lane.Bytes))
                .Bind(11, status.Online ? 0 : 1);
            _ = lane.HasHoldsS ? report.Bind(9, Seconds(lane.HoldsS)) : report.BindNull(9);
            _ = lane.HasFullInS ? report.Bind(10, Seconds(lane.FullInS)) : report.BindNull(10);
            report.Run();
            session.UseOutbox(book, lane.Lane);
        }

        return 1;
    }

    // A forecast of more than a century is none.
    private static long Seconds(ulong figure) => (long)Math.Min(figure, 100UL * 365 * 24 * 3600);

    private static long Bounded(ulong figure) => (long)Math.Min(figure, long.MaxValue);

    private static DeviceSummary Row(SqliteDataReader row) => new()
    {
        Number = row.GetInt64(0),
        Id = row.GetString(1),
        Gateway = row.GetString(2),
        Area = row.Area(3),
        LastSeen = row.Time(4),
        Scans = row.GetInt64(5),
        Readings = row.GetInt64(6),
        States = row.IsDBNull(7) ? 0 : row.GetInt64(7),
        Online = row.IsDBNull(8) ? null : row.GetInt64(8) != 0,
        Firmware = row.TextOrNull(9),
        Buffered = row.IsDBNull(10) ? null : row.GetInt64(10),
        Flags = row.TextOrNull(11) is { Length: > 0 } flags ? flags.Split('\n') : [],
    };
}
