using Google.Protobuf;
using Longgang.Cloud.Storage.Books;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Storage.Sqlite.Writing;

/// <summary>Writes the events of a batch, each to its table.</summary>
internal sealed class EventWriter(WriterSession session) : IDisposable
{
    public const string EventsMark = "events";

    private readonly AreaNumbers _areas = new();
    private SqliteStatement? _scan;
    private SqliteStatement? _reading;

    /// <summary>Highest event id ever given.</summary>
    public long LastId { get; private set; }

    /// <summary>Writes one event.</summary>
    /// <returns>Whether it became visible; false: its device sequence is visible already.</returns>
    public bool Write(Event item, in EventOrigin origin, long sequence)
    {
        OutboxBook outbox = origin.Outbox;
        switch (item.BodyCase)
        {
            case Event.BodyOneofCase.Scan:
                return WriteScan(item, origin, sequence);
            case Event.BodyOneofCase.Reading:
                return WriteReading(item, origin, sequence);
            case Event.BodyOneofCase.State:
                WriteState(item, origin);
                return true;
            case Event.BodyOneofCase.Alert:
                return session.Alerts.Write(item, origin, sequence);
            case Event.BodyOneofCase.Security:
                session.Sql(
                    "INSERT INTO security_events (gateway, device, at_us, kind, detail, count, outbox, sequence) "
                    + "SELECT name, ?2, ?3, ?4, ?5, ?6, ?7, ?8 FROM gateways WHERE id = ?1")
                    .Bind(1, outbox.Gateway).Bind(2, item.Device).Bind(3, item.Time.BoxUnixUs).Bind(4, (long)item.Security.Kind)
                    .Bind(5, item.Security.Detail).Bind(6, item.Security.Count).Bind(7, outbox.Id).Bind(8, sequence).Run();
                return true;
            case Event.BodyOneofCase.Ledger:
                WriteLedger(item, outbox, sequence);
                return true;
            case Event.BodyOneofCase.ClockCorrection when session.Clocks.Write(item.ClockCorrection, origin, sequence):
                return true;
            case Event.BodyOneofCase.SpeakerReceipt or Event.BodyOneofCase.CommandReceipt or Event.BodyOneofCase.SpeakerReport or Event.BodyOneofCase.AudioReport
                when session.Announcements.Write(item, origin, sequence):
                return true;
            default:
                session.Sql("INSERT INTO other_events (outbox, sequence, event) VALUES (?1, ?2, ?3)")
                    .Bind(1, outbox.Id).Bind(2, sequence).Bind(3, item.ToByteArray()).Run();
                return true;
        }
    }

    public void Load()
    {
        SqliteStatement query = session.Sql(
            "SELECT max(coalesce((SELECT value FROM marks WHERE name = 'events'), 0), coalesce((SELECT max(id) FROM scans), 0), coalesce((SELECT max(id) FROM readings), 0))");
        query.Step();
        LastId = query.Integer(0);
        query.Reset();
    }

    public void Dispose()
    {
        _scan?.Dispose();
        _reading?.Dispose();
    }

    private bool WriteScan(Event item, in EventOrigin origin, long sequence)
    {
        long area = _areas.Of(item.Area);
        if (Admit(item, origin, area) is not { } device)
        {
            return false;
        }

        Scan scan = item.Scan;
        SqliteStatement insert = _scan ??= session.Prepare(
            "INSERT INTO scans (id, device, outbox, sequence, area, epoch, seq, device_us, box_us, monotonic_us, quality, direction, credential, person, masked, "
            + "temperature, colour, test_result, tested_s, sampled_s, verdict, reasons, gate_opened, as_of_s, policy) "
            + "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25)");
        BindCommon(insert, item, device, origin.Outbox, sequence, area)
            .Bind(12, (long)scan.Direction).Bind(13, (long)scan.Credential);
        _ = scan.Person.Length == 0 ? insert.BindNull(14) : insert.Bind(14, scan.Person.Span);
        insert.Bind(15, scan.Masked.Length == 0 ? null : scan.Masked)
            .Bind(16, scan.TemperatureCentiCelsius).Bind(17, (long)scan.Colour).Bind(18, (long)scan.TestResult)
            .Bind(19, scan.TestedUnixS).Bind(20, scan.SampledUnixS).Bind(21, (long)scan.Verdict).Bind(22, ReasonList.Format(scan.Reasons))
            .Bind(23, scan.GateOpened ? 1 : 0).Bind(24, scan.AsOfUnixS);
        _ = scan.Policy.Length == 0 ? insert.BindNull(25) : insert.Bind(25, session.Policy(scan.Policy));
        insert.Run();
        device.Scans++;
        session.Devices.ScanAdded(device.Id, LastId);
        return true;
    }

    private bool WriteReading(Event item, in EventOrigin origin, long sequence)
    {
        long area = _areas.Of(item.Area);
        if (Admit(item, origin, area) is not { } device)
        {
            return false;
        }

        SqliteStatement insert = _reading ??= session.Prepare(
            "INSERT INTO readings (id, device, outbox, sequence, area, epoch, seq, device_us, box_us, monotonic_us, quality, quantity, value, unit) "
            + "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)");
        BindCommon(insert, item, device, origin.Outbox, sequence, area)
            .Bind(12, item.Reading.Quantity).BindReal(13, item.Reading.Value).Bind(14, item.Reading.Unit).Run();
        device.Readings++;
        return true;
    }

    /// <summary>The device of a numbered event that is new, with its next id given; null when the sequence is visible already.</summary>
    private DeviceBook? Admit(Event item, in EventOrigin origin, long area)
    {
        DeviceBook device = session.Devices.Of(item.Device, origin.Outbox.Gateway);
        if (item.DeviceSequence > 0)
        {
            TrackedIntervals seen = device.Epoch((long)item.DeviceEpoch);
            if (seen.Set.Contains((long)item.DeviceSequence))
            {
                return null;
            }

            seen.Add((long)item.DeviceSequence, (long)item.DeviceSequence);
        }

        device.Touch(origin.Outbox.Gateway, area, ClockRules.SeenUs(item.Time.BoxUnixUs, item.Time.Quality, origin.ReceivedUs));
        session.Devices.SinceSnapshot++;
        LastId++;
        return device;
    }

    private SqliteStatement BindCommon(SqliteStatement insert, Event item, DeviceBook device, OutboxBook outbox, long sequence, long area) =>
        insert.Bind(1, LastId).Bind(2, device.Id).Bind(3, outbox.Id).Bind(4, sequence).Bind(5, area)
            .Bind(6, (long)item.DeviceEpoch).Bind(7, (long)item.DeviceSequence)
            .Bind(8, item.Time.DeviceUnixUs).Bind(9, item.Time.BoxUnixUs).Bind(10, (long)item.Time.MonotonicUs).Bind(11, (long)item.Time.Quality);

    private void WriteState(Event item, in EventOrigin origin)
    {
        DeviceBook device = session.Devices.Of(item.Device, origin.Outbox.Gateway);
        device.Touch(origin.Outbox.Gateway, _areas.Of(item.Area), ClockRules.SeenUs(item.Time.BoxUnixUs, item.Time.Quality, origin.ReceivedUs));
        session.Devices.SinceSnapshot++;

        // Batches may come out of order (one lost on its way goes again behind its successors): the newest state stands.
        session.Sql(
            "INSERT INTO device_states (device, states, state_us, online, firmware, buffered, flags) VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6) "
            + "ON CONFLICT DO UPDATE SET states = states + 1, state_us = max(state_us, excluded.state_us), "
            + "online = CASE WHEN excluded.state_us >= state_us THEN excluded.online ELSE online END, "
            + "firmware = CASE WHEN excluded.state_us >= state_us THEN excluded.firmware ELSE firmware END, "
            + "buffered = CASE WHEN excluded.state_us >= state_us THEN excluded.buffered ELSE buffered END, "
            + "flags = CASE WHEN excluded.state_us >= state_us THEN excluded.flags ELSE flags END")
            .Bind(1, device.Id).Bind(2, item.Time.BoxUnixUs).Bind(3, item.State.Online ? 1 : 0).Bind(4, item.State.Firmware)
            .Bind(5, item.State.Buffered).Bind(6, string.Join('\n', item.State.Flags)).Run();
    }

    private void WriteLedger(Event item, OutboxBook outbox, long sequence)
    {
        LedgerEntry entry = item.Ledger;
        UInt128 named = Core.Ingestion.BatchIdentity.OutboxOf(entry.OutboxId.Span);

        // Zeros: an outbox whose identity is lost too. Such an entry is kept with the outbox that brought it.
        OutboxBook about = named == UInt128.Zero ? outbox : session.Outbox(named, entry.Lane, outbox.Gateway);
        session.Sql(
            "INSERT INTO ledger_entries (outbox, kind, first, last, reason, box_us, by_outbox, by_sequence) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")
            .Bind(1, about.Id).Bind(2, (long)entry.Kind).Bind(3, (long)entry.FirstSequence).Bind(4, (long)entry.LastSequence)
            .Bind(5, entry.Reason).Bind(6, item.Time.BoxUnixUs).Bind(7, outbox.Id).Bind(8, sequence).Run();
        if (named != UInt128.Zero && entry.End is OutboxEnd.Complete or OutboxEnd.Unknown)
        {
            session.Sql("UPDATE outboxes SET ending = ?2, ends_after = ?3 WHERE id = ?1")
                .Bind(1, about.Id).Bind(2, (long)entry.End).Bind(3, (long)entry.LastSequence).Run();
        }

        if (named == UInt128.Zero || entry.LastSequence < entry.FirstSequence)
        {
            return;
        }

        int kind = entry.Kind == LedgerKind.Expired ? OutboxBook.ExpiredKind : OutboxBook.QuarantinedKind;
        session.AddRange(about, kind, (long)entry.FirstSequence, (long)entry.LastSequence);
    }
}
