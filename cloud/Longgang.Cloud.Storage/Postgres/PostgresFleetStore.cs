using Longgang.Cloud.Core.Fleet;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Core.Time;
using Longgang.Cloud.Storage.Books;
using Longgang.Cloud.Storage.Postgres.Reading;
using Longgang.Cloud.Storage.Postgres.Writing;
using Longgang.Contracts.Wire;
using Npgsql;

namespace Longgang.Cloud.Storage.Postgres;

/// <inheritdoc cref="IFleetStore"/>
public sealed class PostgresFleetStore(PostgresDatabase database) : IFleetStore, IDisposable
{
    private const string Devices =
        "SELECT d.id, d.name, d.home, d.gateway, d.area, d.last_seen_us, d.scans, d.readings, s.states, s.online, s.firmware, s.buffered, s.flags "
        + "FROM devices d LEFT JOIN device_states s ON s.device = d.id ";

    // Replicas are never that far behind each other, unless the database was away: and then what they bring is dated before that.
    private const long StandsUs = 60_000_000;

    private readonly SemaphoreSlim _turn = new(1);
    private readonly Names _names = new();

    /// <inheritdoc/>
    public async Task RecordStatusAsync(string gateway, GatewayStatus status, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            LaneStatus[] lanes = [.. status.Lanes.Where(lane => lane.OutboxId.Length == 16 && lane.Lane is Lane.Alert or Lane.Record)];
            long atUs = PostgresTime.ToUs(at);
            await database.UseAsync(connection => LearnAsync(connection, gateway, lanes, atUs, cancellationToken), cancellationToken);
            await database.TransactAsync(connection => RecordAsync(connection, _names.Gateway(gateway), status, lanes, atUs), cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<GatewaySummary>> ListGatewaysAsync(CancellationToken cancellationToken) => await database.UseAsync(
        connection => connection.ReadAllAsync(
            "SELECT name, last_seen_us, version, encode(boot, 'hex'), policy, box_us, quality, devices_connected, status_us FROM gateways ORDER BY name COLLATE \"C\"",
            row => new GatewaySummary
            {
                Id = row.GetString(0),
                LastSeen = row.Time(1),
                Version = row.TextOrNull(2),
                Boot = row.TextOrNull(3),
                Policy = row.TextOrNull(4),
                BoxTime = row.TimeOrNull(5),
                Quality = (ClockQuality)row.GetInt16(6),
                DevicesConnected = row.GetInt64(7),
                StatusAt = row.TimeOrNull(8),
            },
            [],
            cancellationToken),
        cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DeviceSummary>> ListDevicesAsync(long after, int limit, CancellationToken cancellationToken) =>
        await ReadDevicesAsync(Devices + "WHERE d.id > $1 ORDER BY d.id LIMIT $2", [after, limit], cancellationToken);

    /// <inheritdoc/>
    public async Task<DeviceSummary?> FindDeviceAsync(string device, CancellationToken cancellationToken) =>
        (await ReadDevicesAsync(Devices + "WHERE d.name = $1", [device], cancellationToken)).FirstOrDefault();

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    /// <summary>The rows are as of the snapshot of each device's home; the journal has what came since. Both of one moment.</summary>
    private Task<List<DeviceSummary>> ReadDevicesAsync(string sql, object?[] parameters, CancellationToken cancellationToken) => database.TransactAsync(
        async connection =>
        {
            List<DeviceRow> page = await connection.ReadAllAsync(sql, DeviceRow.Of, parameters, cancellationToken);
            Dictionary<int, GatewayBook> homes = page.Select(row => row.Home).Distinct().ToDictionary(home => home, home => new GatewayBook(home));
            foreach (DeviceRow row in page)
            {
                row.AddTo(homes[row.Home]);
            }

            List<(int Gateway, byte[] Delta)> journal = await connection.ReadAllAsync(
                "SELECT gateway, delta FROM book_journal WHERE gateway = ANY ($1) ORDER BY gateway, version",
                row => (row.GetInt32(0), row.GetFieldValue<byte[]>(1)),
                [homes.Keys.ToArray()],
                cancellationToken);
            foreach ((int gateway, byte[] delta) in journal)
            {
                BookDelta.Apply(delta, homes[gateway]);
            }

            DeviceBook[] books = [.. page.Select(row => homes[row.Home].Device((int)row.Summary.Number))];
            Dictionary<long, string> names = (await connection.ReadAllAsync(
                "SELECT id, name FROM gateways WHERE id = ANY ($1)",
                row => (Id: (long)row.GetInt32(0), Name: row.GetString(1)),
                [books.Select(book => (int)book.Gateway).Distinct().ToArray()],
                cancellationToken)).ToDictionary(row => row.Id, row => row.Name);
            return page.Zip(books, (row, book) => row.Summary with
            {
                Gateway = names[book.Gateway],
                Area = RowColumns.Area(book.Area),
                LastSeen = UnixMicros.ToTime(book.LastSeenUs),
                Scans = book.Scans,
                Readings = book.Readings,
            }).ToList();
        },
        cancellationToken,
        System.Data.IsolationLevel.RepeatableRead);

    private async Task<int> LearnAsync(NpgsqlConnection connection, string gateway, LaneStatus[] lanes, long atUs, CancellationToken cancellationToken)
    {
        await _names.LearnGatewaysAsync(connection, [gateway], atUs, cancellationToken);
        foreach (LaneStatus lane in lanes)
        {
            await _names.LearnOutboxAsync(connection, BatchIdentity.OutboxOf(lane.OutboxId.Span), lane.Lane, _names.Gateway(gateway), cancellationToken);
        }

        return lanes.Length;
    }

    private async Task<int> RecordAsync(NpgsqlConnection connection, int gateway, GatewayStatus status, LaneStatus[] lanes, long atUs)
    {
        // The same lock as ingestion, so that the two do not wait for each other crosswise over the outboxes.
        await connection.ReadNumberAsync(GatewayBooks.Lock, [new[] { gateway }], CancellationToken.None);

        // The will has no lanes; the last word of an orderly stop has exact ones.
        if (!status.Online)
        {
            await connection.RunAsync(
                "UPDATE gateways SET last_seen_us = greatest(last_seen_us, $2), devices_connected = CASE WHEN status_us > $2 THEN devices_connected ELSE 0 END WHERE id = $1",
                [gateway, atUs],
                CancellationToken.None);
        }

        if ((status.Online || lanes.Length > 0) && await IsNewestAsync(connection, gateway, status, atUs))
        {
            await WriteAsync(connection, gateway, status, lanes, atUs);
        }

        return 1;
    }

    /// <summary>
    /// Every replica writes every status, each in its own time: what a slower one brings later may be older. Within a boot the box's own clock tells;
    /// what comes from the boot before is older. A status that has stood for a minute is not newer than the one that comes: the clock was set back.
    /// </summary>
    private static async Task<bool> IsNewestAsync(NpgsqlConnection connection, int gateway, GatewayStatus status, long atUs) => await connection.RunAsync(
        "UPDATE gateways SET said_before = CASE WHEN said_boot = $2 THEN said_before ELSE said_boot END, said_boot = $2, said_box_us = $3, said_at_us = $4 "
        + "WHERE id = $1 AND (said_at_us IS NULL OR said_at_us < $5 OR CASE WHEN said_boot = $2 THEN said_box_us <= $3 ELSE said_before IS DISTINCT FROM $2 END)",
        [gateway, status.BootId.ToByteArray(), status.BoxUnixUs, atUs, atUs - StandsUs],
        CancellationToken.None) == 1;

    private async Task WriteAsync(NpgsqlConnection connection, int gateway, GatewayStatus status, LaneStatus[] lanes, long atUs)
    {
        if (status.Online)
        {
            await connection.RunAsync(
                "UPDATE gateways SET last_seen_us = $2, version = $3, boot = $4, policy = $5, box_us = $6, quality = $7, devices_connected = $8, status_us = $2 WHERE id = $1",
                [gateway, atUs, status.Version, status.BootId.ToByteArray(), status.Policy, status.BoxUnixUs, (short)status.Quality, (long)status.DevicesConnected],
                CancellationToken.None);
        }

        foreach (LaneStatus lane in lanes)
        {
            OutboxName outbox = _names.Outbox(BatchIdentity.OutboxOf(lane.OutboxId.Span), lane.Lane);
            if (outbox.Gateway == gateway)
            {
                await connection.RunAsync(
                    "UPDATE outboxes SET reported_us = $2, accepted = $3, acknowledged = $4, pending = $5, expired = $6, quarantined = $7, bytes = $8, "
                    + "holds_s = $9::bigint, full_in_s = $10::bigint, final = $11 WHERE id = $1",
                    [
                        outbox.Id, atUs, Bounded(lane.Accepted), Bounded(lane.Acknowledged), Bounded(lane.Pending), Bounded(lane.Expired),
                        Bounded(lane.Quarantined), Bounded(lane.Bytes), lane.HasHoldsS ? Seconds(lane.HoldsS) : null, lane.HasFullInS ? Seconds(lane.FullInS) : null,
                        !status.Online,
                    ],
                    CancellationToken.None);

                // The box uses this one for the lane, and so none of its others any more.
                await connection.RunAsync(
                    "UPDATE outboxes SET superseded = (id <> $1) WHERE gateway = $2 AND lane = $3 AND superseded = (id = $1)",
                    [outbox.Id, gateway, (short)lane.Lane],
                    CancellationToken.None);
            }
        }
    }

    // A forecast of more than a century is none.
    private static long? Seconds(ulong figure) => (long)Math.Min(figure, 100UL * 365 * 24 * 3600);

    private static long Bounded(ulong figure) => (long)Math.Min(figure, long.MaxValue);
}
