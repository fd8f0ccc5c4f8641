using System.Globalization;
using Longgang.Cloud.Core.Scans;
using Longgang.Cloud.Storage.Books;
using Longgang.Cloud.Storage.Postgres.Reading;
using Longgang.Cloud.Storage.Postgres.Writing;
using Longgang.Contracts.Wire;
using Npgsql;

namespace Longgang.Cloud.Storage.Postgres;

/// <inheritdoc cref="IScanReader"/>
/// <remarks>
/// Replicas commit in another order than they take numbers, so a page ends before the lowest number that a running transaction may hold:
/// whoever goes on from the last id of a page misses nothing.
/// </remarks>
public sealed class PostgresScanReader(PostgresDatabase database) : IScanReader
{
    private const string Columns =
        "SELECT s.id, g.name, d.name, s.epoch, s.seq, s.area, s.device_us, s.box_us, s.quality, s.direction, s.masked, s.temperature, s.verdict, s.reasons, s.gate_opened, "
        + "s.monotonic_us, s.quality::int, b.received_us, " + ClockSql.Line + " FROM (SELECT * FROM scans ";

    // Only the rows of the page are looked up in the other tables, whatever the planner thinks.
    private const string Names =
        "ORDER BY id LIMIT $2) s JOIN devices d ON d.id = s.device JOIN outboxes o ON o.id = s.outbox JOIN gateways g ON g.id = o.gateway "
        + ClockSql.BatchOfScan + ClockSql.CorrectionOfScan + "ORDER BY s.id";

    private const string NextBlock = "SELECT last_value + is_called::int FROM event_blocks";

    // The key of an advisory lock of 64 bits stands in two columns.
    private static readonly string LowestBlock = string.Create(
        CultureInfo.InvariantCulture,
        $"SELECT min(((classid::bigint << 32) | objid::bigint) & {AdvisoryLocks.EventBlockMask}) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted "
        + $"AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND classid::bigint >> 16 = {AdvisoryLocks.EventBlocks >> 48}");

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ScanRecord>> ListAsync(string? device, long after, int limit, CancellationToken cancellationToken)
    {
        (string where, object?[] parameters) = device is null
            ? ("WHERE id > $1 ", new object?[] { after, limit })
            : ("WHERE device = (SELECT id FROM devices WHERE name = $3) AND id > $1 ", [after, limit, device]);
        return await ReadAsync(Columns + where + Names, Row, scan => scan.Id, parameters, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ExportedEvent>> ExportAsync(long after, int limit, CancellationToken cancellationToken) => await ReadAsync(
        "SELECT e.id, g.name, d.name, e.epoch, e.seq FROM ("
        + "(SELECT id, device, outbox, epoch, seq FROM scans WHERE id > $1 AND seq > 0 ORDER BY id LIMIT $2) "
        + "UNION ALL "
        + "(SELECT id, device, outbox, epoch, seq FROM readings WHERE id > $1 AND seq > 0 ORDER BY id LIMIT $2)"
        + ") e JOIN devices d ON d.id = e.device JOIN outboxes o ON o.id = e.outbox JOIN gateways g ON g.id = o.gateway ORDER BY e.id LIMIT $2",
        row => new ExportedEvent(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetInt64(4)),
        item => item.Id,
        [after, limit],
        cancellationToken);

    /// <summary>
    /// Reads a page. The order of the three statements is what makes it right: a transaction that holds a number below the first answer had
    /// announced it before; either it still runs at the second statement and bounds the page, or it has ended and the third sees its rows.
    /// </summary>
    private Task<List<T>> ReadAsync<T>(string page, Func<NpgsqlDataReader, T> row, Func<T, long> id, object?[] parameters, CancellationToken cancellationToken) =>
        database.UseAsync(
            async connection =>
            {
                await using var batch = new NpgsqlBatch(connection);
                batch.Add(NextBlock).Add(LowestBlock).Add(page, parameters);
                await using NpgsqlDataReader rows = await batch.ExecuteReaderAsync(cancellationToken);
                await rows.ReadAsync(cancellationToken);
                long end = rows.GetInt64(0);
                await rows.NextResultAsync(cancellationToken);
                await rows.ReadAsync(cancellationToken);
                end = await rows.IsDBNullAsync(0, cancellationToken) ? end : Math.Min(end, rows.GetInt64(0));
                await rows.NextResultAsync(cancellationToken);
                var found = new List<T>();
                while (await rows.ReadAsync(cancellationToken))
                {
                    if (row(rows) is var item && id(item) < end * EventNumbers.BlockSize)
                    {
                        found.Add(item);
                    }
                }

                return found;
            },
            cancellationToken);

    private static ScanRecord Row(NpgsqlDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Gateway = row.GetString(1),
        Device = row.GetString(2),
        Epoch = row.GetInt64(3),
        Sequence = row.GetInt64(4),
        Area = row.Area(5),
        DeviceTime = row.TimeOrNull(6),
        BoxTime = row.Time(7),
        Time = row.TrueTime(7, 15, 18),
        ReceivedAt = row.TimeOrNull(17),
        Quality = (ClockQuality)row.GetInt16(8),
        Direction = (Direction)row.GetInt16(9),
        Masked = row.TextOrNull(10) ?? string.Empty,
        TemperatureCentiCelsius = row.GetInt32(11),
        Verdict = (Verdict)row.GetInt16(12),
        Reasons = ReasonList.Parse(row.TextOrNull(13)),
        GateOpened = row.GetBoolean(14),
    };
}
