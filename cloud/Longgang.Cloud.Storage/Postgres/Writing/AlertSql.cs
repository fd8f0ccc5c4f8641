using Longgang.Cloud.Storage.Books;
using Longgang.Contracts.Wire;
using Npgsql;

namespace Longgang.Cloud.Storage.Postgres.Writing;

/// <summary>Statements about alerts. All of them run under the lock of the change counter.</summary>
internal static class AlertSql
{
    /// <summary>Alerts change one transaction after the other, over all replicas, so that their numbers appear in order.</summary>
    public const string Lock = "SELECT value FROM counters WHERE name = 'alert_changes' FOR UPDATE";

    /// <summary>Channel of the notifications; the payload is the number of the latest change.</summary>
    public const string Channel = "longgang_alerts";

    public const string Notify = "SELECT pg_notify('" + Channel + "', $1)";

    // One statement an alert event. A new alert, or a known one with new evidence, gives a change and returns its number; a known one whose
    // evidence is known too returns nothing: boxes send an alert again after a crash.
    private const string Write =
        "WITH known AS (SELECT id FROM alerts WHERE alert = $1), "
        + "raised AS (INSERT INTO alerts (alert, gateway, category, severity, state, count, device, epoch, seq, area, person, masked, reasons, temperature, raised_us, changed_us, "
        + "boot, monotonic_us, quality, received_us, detail) "
        + "SELECT $1, $2, $3, $4, 1, 1, $5, $6, $7, $8, $9::bytea, $10, $11::text, $12, $13, $14, $18, $19, $20, $21, $22 WHERE NOT EXISTS (SELECT FROM known) RETURNING *), "
        + "evidence AS (INSERT INTO alert_evidence (alert, device, epoch, seq, unnumbered_us, outbox, sequence, box_us) "
        + "SELECT id, $5, $6, $7, $15, $16, $17, $13 FROM (SELECT id FROM known UNION ALL SELECT id FROM raised) a ON CONFLICT DO NOTHING RETURNING alert), "
        + "repeated AS (UPDATE alerts SET count = count + 1, severity = CASE WHEN $4 > 0 AND (severity = 0 OR $4 < severity) THEN $4 ELSE severity END, "
        + "device = $5, epoch = $6, seq = $7, area = $8, reasons = $11::text, temperature = $12, changed_us = $14, detail = $22 "
        + "WHERE id IN (SELECT id FROM known) AND EXISTS (SELECT FROM evidence) RETURNING *), "
        + "changed AS (SELECT 1 AS what, raised.* FROM raised UNION ALL SELECT 2, repeated.* FROM repeated), "
        + "number AS (UPDATE counters SET value = value + 1 WHERE name = 'alert_changes' AND EXISTS (SELECT FROM changed) RETURNING value) "
        + "INSERT INTO alert_changes (change, alert, what, at_us, by_whom, state, severity, count, device, epoch, seq, area, masked, reasons, temperature, assignee, detail) "
        + "SELECT number.value, c.id, c.what, $14, g.name, c.state, c.severity, c.count, c.device, c.epoch, c.seq, c.area, c.masked, c.reasons, c.temperature, c.assignee, c.detail "
        + "FROM number, changed c JOIN gateways g ON g.id = c.gateway RETURNING change";

    public static void AddTo(NpgsqlBatch batch, Event item, int gateway, BatchRow origin, long sequence, long nowUs)
    {
        Alert alert = item.Alert;
        batch.Add(
            Write,
            alert.Id.ToByteArray(),
            gateway,
            (int)alert.Category,
            (int)alert.Severity,
            item.Device,
            (long)item.DeviceEpoch,
            (long)item.DeviceSequence,
            item.Area,
            alert.Person.Length == 0 ? null : alert.Person.ToByteArray(),
            alert.Masked,
            ReasonList.Format(alert.Reasons),
            alert.TemperatureCentiCelsius,
            item.Time.BoxUnixUs,
            nowUs,
            item.DeviceSequence == 0 ? item.Time.BoxUnixUs : 0L,
            origin.Outbox,
            sequence,
            origin.Boot,
            (long)item.Time.MonotonicUs,
            (int)item.Time.Quality,
            origin.ReceivedUs,
            alert.Detail);
    }
}
