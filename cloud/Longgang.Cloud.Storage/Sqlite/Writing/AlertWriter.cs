using Longgang.Cloud.Core.Alerts;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Storage.Sqlite.Writing;

/// <summary>Writes alerts and every change of them.</summary>
internal sealed class AlertWriter(WriterSession session)
{
    private const string AppendChange =
        "INSERT INTO alert_changes (alert, what, at_us, by_whom, comment, state, severity, count, device, epoch, seq, area, masked, reasons, temperature, assignee, detail) "
        + "SELECT id, ?2, ?3, coalesce(?4, (SELECT name FROM gateways WHERE gateways.id = alerts.gateway)), ?5, "
        + "state, severity, count, device, epoch, seq, area, masked, reasons, temperature, assignee, detail FROM alerts WHERE id = ?1";

    /// <summary>Number of the latest change written in this transaction, 0: none.</summary>
    public long LastChange { get; private set; }

    public void Begin() => LastChange = 0;

    /// <summary>Writes one alert event.</summary>
    /// <returns>False when the alert rests on this very scan already: boxes send an alert again after a crash.</returns>
    public bool Write(Event item, in EventOrigin origin, long sequence)
    {
        Alert alert = item.Alert;
        SqliteStatement find = session.Sql("SELECT id FROM alerts WHERE alert = ?1").Bind(1, alert.Id.Span);
        long? known = find.Step() ? find.Integer(0) : null;
        find.Reset();
        long id = known ?? Insert(item, origin);
        long unnumbered = item.DeviceSequence == 0 ? item.Time.BoxUnixUs : 0;
        int added = session.Sql(
            "INSERT INTO alert_evidence (alert, device, epoch, seq, unnumbered_us, outbox, sequence, box_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) "
            + "ON CONFLICT DO NOTHING")
            .Bind(1, id).Bind(2, item.Device).Bind(3, (long)item.DeviceEpoch).Bind(4, (long)item.DeviceSequence).Bind(5, unnumbered)
            .Bind(6, origin.Outbox.Id).Bind(7, sequence).Bind(8, item.Time.BoxUnixUs).Run();
        if (added == 0)
        {
            return false;
        }

        if (known is not null)
        {
            session.Sql(
                "UPDATE alerts SET count = count + 1, severity = CASE WHEN ?2 > 0 AND (severity = 0 OR ?2 < severity) THEN ?2 ELSE severity END, "
                + "device = ?3, epoch = ?4, seq = ?5, area = ?6, reasons = ?7, temperature = ?8, changed_us = ?9, detail = ?10 WHERE id = ?1")
                .Bind(1, id).Bind(2, (long)alert.Severity).Bind(3, item.Device).Bind(4, (long)item.DeviceEpoch).Bind(5, (long)item.DeviceSequence)
                .Bind(6, item.Area).Bind(7, ReasonList.Format(alert.Reasons)).Bind(8, alert.TemperatureCentiCelsius).Bind(9, session.NowUs)
                .Bind(10, alert.Detail).Run();
        }

        Append(id, known is null ? AlertChangeKind.Raised : AlertChangeKind.Repeated, null, null);
        return true;
    }

    /// <summary>Applies a lawful command of a person.</summary>
    public void Apply(long id, AlertState next, AlertCommand command)
    {
        session.Sql("UPDATE alerts SET state = ?2, assignee = coalesce(?3, assignee), changed_us = ?4 WHERE id = ?1")
            .Bind(1, id).Bind(2, (long)next).Bind(3, command.Kind == AlertChangeKind.Assigned ? command.Assignee : null).Bind(4, session.NowUs).Run();
        Append(id, command.Kind, command.By, command.Comment);
    }

    private long Insert(Event item, in EventOrigin origin)
    {
        Alert alert = item.Alert;
        SqliteStatement insert = session.Sql(
            "INSERT INTO alerts (alert, gateway, category, severity, state, count, device, epoch, seq, area, person, masked, reasons, temperature, raised_us, changed_us, "
            + "boot, monotonic_us, quality, received_us, detail) "
            + "VALUES (?1, ?2, ?3, ?4, 1, 1, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)")
            .Bind(1, alert.Id.Span).Bind(2, origin.Outbox.Gateway).Bind(3, (long)alert.Category).Bind(4, (long)alert.Severity)
            .Bind(5, item.Device).Bind(6, (long)item.DeviceEpoch).Bind(7, (long)item.DeviceSequence).Bind(8, item.Area);
        _ = alert.Person.Length == 0 ? insert.BindNull(9) : insert.Bind(9, alert.Person.Span);
        insert.Bind(10, alert.Masked).Bind(11, ReasonList.Format(alert.Reasons)).Bind(12, alert.TemperatureCentiCelsius)
            .Bind(13, item.Time.BoxUnixUs).Bind(14, session.NowUs).Bind(15, origin.Boot).Bind(16, (long)item.Time.MonotonicUs)
            .Bind(17, (long)item.Time.Quality).Bind(18, origin.ReceivedUs).Bind(19, alert.Detail).Run();
        return session.LastRowId();
    }

    private void Append(long alert, AlertChangeKind what, string? by, string? comment)
    {
        session.Sql(AppendChange).Bind(1, alert).Bind(2, (long)what).Bind(3, session.NowUs).Bind(4, by).Bind(5, comment).Run();
        LastChange = session.LastRowId();
    }
}
