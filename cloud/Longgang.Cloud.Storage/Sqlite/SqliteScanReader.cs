using Longgang.Cloud.Core.Scans;
using Longgang.Cloud.Storage.Sqlite.Reading;
using Longgang.Contracts.Wire;
using Microsoft.Data.Sqlite;

namespace Longgang.Cloud.Storage.Sqlite;

/// <inheritdoc cref="IScanReader"/>
public sealed class SqliteScanReader(SqliteReaders readers) : IScanReader
{
    private const string Columns =
        "SELECT s.id, g.name, d.name, s.epoch, s.seq, s.area, s.device_us, s.box_us, s.quality, s.direction, s.masked, s.temperature, s.verdict, s.reasons, s.gate_opened, "
        + "s.monotonic_us, s.quality, b.received_us, " + ClockSql.Line + " "
        + "FROM scans s JOIN devices d ON d.id = s.device JOIN outboxes o ON o.id = s.outbox JOIN gateways g ON g.id = o.gateway "
        + ClockSql.BatchOfScan + ClockSql.CorrectionOfScan;

    /// <inheritdoc/>
    public Task<IReadOnlyList<ScanRecord>> ListAsync(string? device, long after, int limit, CancellationToken cancellationToken)
    {
        using SqliteConnection connection = readers.Open();
        IReadOnlyList<ScanRecord> page = device is null
            ? connection.ReadAll(Columns + "WHERE s.id > ?1 ORDER BY s.id LIMIT ?2", Row, after, limit)
            : ListOf(connection, device, after, limit);
        return Task.FromResult(page);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ExportedEvent>> ExportAsync(long after, int limit, CancellationToken cancellationToken)
    {
        using SqliteConnection connection = readers.Open();
        IReadOnlyList<ExportedEvent> page = connection.ReadAll(
            "SELECT e.id, g.name, d.name, e.epoch, e.seq FROM ("
            + "SELECT id, device, outbox, epoch, seq FROM (SELECT id, device, outbox, epoch, seq FROM scans WHERE id > ?1 AND seq > 0 ORDER BY id LIMIT ?2) "
            + "UNION ALL "
            + "SELECT id, device, outbox, epoch, seq FROM (SELECT id, device, outbox, epoch, seq FROM readings WHERE id > ?1 AND seq > 0 ORDER BY id LIMIT ?2)"
            + ") e JOIN devices d ON d.id = e.device JOIN outboxes o ON o.id = e.outbox JOIN gateways g ON g.id = o.gateway ORDER BY e.id LIMIT ?2",
            row => new ExportedEvent(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetInt64(4)),
            after,
            limit);
        return Task.FromResult(page);
    }

    /// <summary>First what is indexed by device, then the unindexed rest as it lies, both of one moment.</summary>
    private static List<ScanRecord> ListOf(SqliteConnection connection, string device, long after, int limit)
    {
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: true);
        long id = connection.ReadNumber("SELECT id FROM devices WHERE name = ?1", device);
        long indexed = connection.ReadNumber("SELECT value FROM marks WHERE name = 'indexed'");
        List<ScanRecord> page = connection.ReadAll(
            Columns + "WHERE s.id IN (SELECT id FROM device_scans WHERE device = ?1 AND id > ?2 AND id <= ?3 ORDER BY id LIMIT ?4) ORDER BY s.id",
            Row,
            id,
            after,
            indexed,
            limit);
        if (page.Count < limit)
        {
            page.AddRange(connection.ReadAll(
                Columns + "WHERE s.id > ?2 AND s.device = ?1 ORDER BY s.id LIMIT ?3", Row, id, Math.Max(after, indexed), limit - page.Count));
        }

        transaction.Commit();
        return page;
    }

    private static ScanRecord Row(SqliteDataReader row) => new()
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
        Quality = (ClockQuality)row.GetInt32(8),
        Direction = (Direction)row.GetInt32(9),
        Masked = row.TextOrNull(10) ?? string.Empty,
        TemperatureCentiCelsius = row.GetInt32(11),
        Verdict = (Verdict)row.GetInt32(12),
        Reasons = ReasonList.Parse(row.TextOrNull(13)),
        GateOpened = row.GetInt32(14) != 0,
    };
}
