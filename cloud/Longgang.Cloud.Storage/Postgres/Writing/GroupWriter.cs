using System.Globalization;
using Google.Protobuf;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Storage.Books;
using Longgang.Contracts.Wire;
using Npgsql;

namespace Longgang.Cloud.Storage.Postgres.Writing;

/// <summary>
/// One transaction that takes in a group. Four messages to the server when all goes its usual way: begin, lock and number; copy; finish the copy;
/// everything else and commit.
/// </summary>
internal sealed class GroupWriter(NpgsqlConnection connection, Names names, GatewayBooks books, DayPartitions partitions, EventRows events, AreaNumbers areas, DateTimeOffset now)
{
    private readonly GroupRows _rows = new();
    private readonly AnnouncementGroupRows _announcements = new(areas);
    private readonly EventNumbers _numbers = new();
    private readonly List<(Event Item, int Gateway, BatchRow Batch, long Sequence)> _alerts = [];
    private readonly long _nowUs = PostgresTime.ToUs(now);
    private Dictionary<int, GatewayBook> _locked = [];
    private long? _lastAnnouncement;
    private int _events;
    private int _scans;
    private int _duplicates;

    /// <summary>Number of the latest alert change that was committed, 0: none.</summary>
    public long LastChange { get; private set; }

    /// <summary>Number of the latest change of an announcement that was committed, 0: none.</summary>
    public long LastAnnouncementChange { get; private set; }

    /// <summary>Takes the group in.</summary>
    public async Task<CommitResult> CommitAsync(IReadOnlyList<IngestItem> items, CancellationToken cancellationToken)
    {
        events.Clear();
        int[] gateways = Gateways(items);
        try
        {
            await BeginAsync(items, gateways, cancellationToken);
            var outcomes = new BatchOutcome[items.Count];
            for (int i = 0; i < outcomes.Length; i++)
            {
                outcomes[i] = items[i] switch
                {
                    IngestItem.Readable readable => await StoreAsync(readable, cancellationToken),
                    IngestItem.Unreadable unreadable => await QuarantineAsync(unreadable, unreadable.Identity, unreadable.Reason, conflict: false, cancellationToken),
                    _ => throw new ArgumentOutOfRangeException(nameof(items), items[i], "Not a kind of batch."),
                };
            }

            await CopyAsync(EventRows.CopyScans, events.Scans, cancellationToken);
            await CopyAsync(EventRows.CopyReadings, events.Readings, cancellationToken);
            await WriteAlertsAsync(cancellationToken);
            await EndAsync(cancellationToken);
            return new CommitResult(outcomes, _events, _scans, _duplicates);
        }
        catch
        {
            // What the memory says beyond the database was never committed, or nobody knows.
            books.Forget(gateways);
            throw;
        }
    }

    private int[] Gateways(IReadOnlyList<IngestItem> items)
    {
        var gateways = new HashSet<int>();
        foreach (IngestItem item in items)
        {
            gateways.Add(names.Gateway(item.Gateway));
            if (item is IngestItem.Readable readable)
            {
                foreach (Event entry in readable.Batch.Events.Where(entry =>
                    entry.BodyCase is Event.BodyOneofCase.Scan or Event.BodyOneofCase.Reading or Event.BodyOneofCase.State))
                {
                    gateways.Add(names.Device(entry.Device).Home);
                }
            }
        }

        return [.. gateways.Order()];
    }

    private async Task BeginAsync(IReadOnlyList<IngestItem> items, int[] gateways, CancellationToken cancellationToken)
    {
        int count = items.OfType<IngestItem.Readable>().Sum(item => item.Batch.Events.Count);
        bool alerts = items.OfType<IngestItem.Readable>().Any(item => item.Batch.Events.Any(entry => entry.BodyCase == Event.BodyOneofCase.Alert));
        bool announcements = items.OfType<IngestItem.Readable>().Any(item => item.Batch.Events.Any(AnnouncementGroupRows.Takes));
        var locked = new List<(int, long, long)>(gateways.Length);
        await using (var batch = new NpgsqlBatch(connection))
        {
            batch.Add("BEGIN ISOLATION LEVEL READ COMMITTED").Add(GatewayBooks.Lock, (object)gateways);
            if (alerts)
            {
                batch.Add(AlertSql.Lock);
            }

            if (announcements)
            {
                batch.Add(AnnouncementSql.Lock);
            }

            batch.Add(EventNumbers.Announce).Add(EventNumbers.Take, (count + EventNumbers.BlockSize - 1) / EventNumbers.BlockSize);
            await using NpgsqlDataReader rows = await batch.ExecuteReaderAsync(cancellationToken);
            while (await rows.ReadAsync(cancellationToken))
            {
                locked.Add((rows.GetInt32(0), rows.GetInt64(1), rows.GetInt64(2)));
            }

            if (alerts)
            {
                await rows.NextResultAsync(cancellationToken);
            }

            if (announcements && await rows.NextResultAsync(cancellationToken) && await rows.ReadAsync(cancellationToken))
            {
                _lastAnnouncement = rows.GetInt64(0);
            }

            // Past the announcement of the block to the blocks.
            await rows.NextResultAsync(cancellationToken);
            await rows.NextResultAsync(cancellationToken);

            while (await rows.ReadAsync(cancellationToken))
            {
                _numbers.Add(rows.GetInt64(0));
            }
        }

        _locked = await books.RefreshAsync(connection, locked, cancellationToken);
    }

    private async Task<BatchOutcome> StoreAsync(IngestItem.Readable item, CancellationToken cancellationToken)
    {
        BatchIdentity identity = BatchIdentity.Of(item.Batch);
        int gateway = names.Gateway(item.Gateway);
        OutboxName outbox = names.Outbox(identity.Outbox, identity.Lane);
        if (outbox.Gateway != gateway)
        {
            return Refused(identity);
        }

        GatewayBook book = _locked[gateway];
        long taken = book.Outbox(outbox.Id).Stored.Set.CountWithin(identity.FirstSequence, identity.LastSequence);
        if (taken > 0)
        {
            return await MeetAsync(item, identity, outbox.Id, taken, cancellationToken);
        }

        if (item.Batch.Events.Any(entry => entry.BodyCase == Event.BodyOneofCase.Ledger && AboutOf(entry.Ledger) is { } about && about.Gateway != gateway))
        {
            return await QuarantineAsync(item, identity, "ledger entry about an outbox of another gateway", conflict: false, cancellationToken);
        }

        long sequence = identity.FirstSequence;
        int duplicates = 0;
        var batch = new BatchRow(
            outbox.Id, identity.FirstSequence, (int)identity.Count, item.Crc32C, names.Boot(item.Batch.BootId.Span), PostgresTime.ToUs(item.ReceivedAt));
        foreach (Event entry in item.Batch.Events)
        {
            duplicates += Write(entry, item.Gateway, book, batch, sequence++) ? 0 : 1;
        }

        _rows.Add(batch);
        book.AddRange(outbox.Id, OutboxBook.StoredKind, identity.FirstSequence, identity.LastSequence);
        Duplicated(outbox.Id, duplicates);
        _events += (int)identity.Count;
        return new BatchOutcome(AckStatus.Stored, identity);
    }

    /// <summary>A batch whose sequences are taken, all or some: a repetition, or a conflict.</summary>
    private async Task<BatchOutcome> MeetAsync(IngestItem.Readable item, BatchIdentity identity, int outbox, long taken, CancellationToken cancellationToken)
    {
        // The batch that reaches furthest into the range from below tells which case it is.
        BatchRow? met = _rows.Find(outbox, identity.LastSequence);
        List<BatchRow> stored = await connection.ReadAllAsync(
            "SELECT first, count, crc FROM batches WHERE outbox = $1 AND first <= $2 ORDER BY first DESC LIMIT 1",
            row => new BatchRow(outbox, row.GetInt64(0), row.GetInt32(1), row.GetInt64(2), 0, 0),
            [outbox, identity.LastSequence],
            cancellationToken);
        if (stored.Count > 0 && (met is null || stored[0].First > met.First))
        {
            met = stored[0];
        }

        if (met?.First == identity.FirstSequence)
        {
            return met.Count == identity.Count && met.Crc == item.Crc32C
                ? new BatchOutcome(AckStatus.Stored, identity, "repeated", Repeated: true)
                : await QuarantineAsync(
                    item, identity, $"conflict: sequence {met.First} is stored with {met.Count} events and checksum {met.Crc:x8}", conflict: true, cancellationToken);
        }

        bool detailed = met is not null && met.First + met.Count > identity.FirstSequence;
        return taken == identity.Count && !detailed
            ? new BatchOutcome(AckStatus.Stored, identity, "repeated: stored so long ago that its details are purged", Repeated: true)
            : await QuarantineAsync(item, identity, "overlap: some of its sequences are stored in other batches", conflict: true, cancellationToken);
    }

    private async Task<BatchOutcome> QuarantineAsync(IngestItem item, BatchIdentity? identity, string reason, bool conflict, CancellationToken cancellationToken)
    {
        int gateway = names.Gateway(item.Gateway);
        OutboxName? outbox = identity is { } known ? names.Outbox(known.Outbox, known.Lane) : null;
        if (outbox is { } named && named.Gateway != gateway)
        {
            return Refused(identity!.Value);
        }

        // xmax tells an inserted row (0) from an updated one.
        long added = await connection.ReadNumberAsync(
            "INSERT INTO quarantine AS q (gateway, outbox, lane, first, count, crc, reason, first_seen_us, last_seen_us, times, payload) "
            + "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, 1, $9) "
            + "ON CONFLICT (gateway, outbox, lane, first, crc) DO UPDATE SET times = q.times + 1, last_seen_us = excluded.last_seen_us RETURNING (xmax = 0)::int",
            [
                gateway,
                identity is { } id ? BatchIdentity.OutboxBytes(id.Outbox) : [],
                (int)(identity?.Lane ?? Lane.Unspecified),
                identity?.FirstSequence ?? 0L,
                (long)(identity?.Count ?? 0),
                (long)item.Crc32C,
                reason,
                PostgresTime.ToUs(item.ReceivedAt),
                item.Payload.ToArray(),
            ],
            cancellationToken);
        if (identity is { } range)
        {
            if (conflict && added == 1)
            {
                await connection.RunAsync("UPDATE outboxes SET conflicts = conflicts + 1 WHERE id = $1", [outbox!.Value.Id], cancellationToken);
            }

            _locked[gateway].AddRange(outbox!.Value.Id, OutboxBook.QuarantinedKind, range.FirstSequence, range.LastSequence);
        }

        return new BatchOutcome(AckStatus.Quarantined, identity, reason, Repeated: added == 0);
    }

    /// <summary>Writes one event.</summary>
    /// <returns>False: its device sequence is visible already. Of an alert it is found out later.</returns>
    private bool Write(Event item, string gateway, GatewayBook book, BatchRow batch, long sequence)
    {
        int outbox = batch.Outbox;
        switch (item.BodyCase)
        {
            case Event.BodyOneofCase.Scan:
                return WriteScan(item, book, batch, sequence);
            case Event.BodyOneofCase.Reading:
                return WriteReading(item, book, batch, sequence);
            case Event.BodyOneofCase.State:
                WriteState(item, book, batch);
                break;
            case Event.BodyOneofCase.Alert:
                _alerts.Add((item, book.Id, batch, sequence));
                break;
            case Event.BodyOneofCase.Security:
                _rows.Add(new SecurityRow(
                    gateway, item.Device, item.Time.BoxUnixUs, (int)item.Security.Kind, item.Security.Detail, item.Security.Count, outbox, sequence));
                break;
            case Event.BodyOneofCase.Ledger:
                WriteLedger(item, book, outbox, sequence);
                break;
            case Event.BodyOneofCase.ClockCorrection when ClockRules.IsConsistent(item.ClockCorrection):
                _rows.Add(new CorrectionRow(book.Id, batch, sequence, item.ClockCorrection));
                break;
            case Event.BodyOneofCase.SpeakerReceipt or Event.BodyOneofCase.CommandReceipt or Event.BodyOneofCase.SpeakerReport or Event.BodyOneofCase.AudioReport
                when AnnouncementGroupRows.Takes(item):
                _announcements.Add(item, gateway, batch, sequence);
                break;
            default:
                _rows.AddOther(outbox, sequence, item.ToByteArray());
                break;
        }

        return true;
    }

    private bool WriteScan(Event item, GatewayBook book, BatchRow batch, long sequence)
    {
        long area = areas.Of(item.Area);
        if (Admit(item, book, batch, area) is not { } device)
        {
            return false;
        }

        device.Scans++;
        book.ScansAdded++;
        _scans++;
        events.AddScan(
            item,
            _numbers.Next(),
            sequence,
            area,
            partitions.DayOf(item.Time, now),
            (int)device.Id,
            batch.Outbox,
            item.Scan.Policy.Length == 0 ? null : names.Policy(item.Scan.Policy));
        return true;
    }

    private bool WriteReading(Event item, GatewayBook book, BatchRow batch, long sequence)
    {
        long area = areas.Of(item.Area);
        if (Admit(item, book, batch, area) is not { } device)
        {
            return false;
        }

        device.Readings++;
        events.AddReading(item, _numbers.Next(), sequence, area, (int)device.Id, batch.Outbox);
        return true;
    }

    private void WriteState(Event item, GatewayBook book, BatchRow batch)
    {
        (DeviceBook device, GatewayBook home) = DeviceOf(item);
        device.Touch(book.Id, areas.Of(item.Area), ClockRules.SeenUs(item.Time.BoxUnixUs, item.Time.Quality, batch.ReceivedUs));
        home.Delta.Touch(device);
        _rows.Add(new StateRow(
            (int)device.Id, item.Time.BoxUnixUs, item.State.Online, item.State.Firmware, item.State.Buffered, string.Join('\n', item.State.Flags)));
    }

    private void WriteLedger(Event item, GatewayBook book, int outbox, long sequence)
    {
        LedgerEntry entry = item.Ledger;
        OutboxName? about = AboutOf(entry);
        _rows.Add(new LedgerRow(
            about?.Id ?? outbox, (int)entry.Kind, (long)entry.FirstSequence, (long)entry.LastSequence, entry.Reason, item.Time.BoxUnixUs, outbox, sequence));
        if (about is not { } named)
        {
            return;
        }

        if (entry.End is OutboxEnd.Complete or OutboxEnd.Unknown)
        {
            _rows.AddEnd(named.Id, entry.End, (long)entry.LastSequence);
        }

        if (entry.LastSequence >= entry.FirstSequence)
        {
            int kind = entry.Kind == LedgerKind.Expired ? OutboxBook.ExpiredKind : OutboxBook.QuarantinedKind;
            book.AddRange(named.Id, kind, (long)entry.FirstSequence, (long)entry.LastSequence);
        }
    }

    /// <summary>The outbox that an entry is about. Zeros, an outbox whose identity is lost too, are none: such an entry is kept with the outbox that brought it.</summary>
    private OutboxName? AboutOf(LedgerEntry entry)
    {
        UInt128 named = BatchIdentity.OutboxOf(entry.OutboxId.Span);
        return named == UInt128.Zero ? null : names.Outbox(named, entry.Lane);
    }

    /// <summary>The device of a numbered event that is new; null when the sequence is visible already.</summary>
    private DeviceBook? Admit(Event item, GatewayBook book, BatchRow batch, long area)
    {
        (DeviceBook device, GatewayBook home) = DeviceOf(item);
        if (item.DeviceSequence > 0 && !home.Admit(device, (long)item.DeviceEpoch, (long)item.DeviceSequence))
        {
            return null;
        }

        device.Touch(book.Id, area, ClockRules.SeenUs(item.Time.BoxUnixUs, item.Time.Quality, batch.ReceivedUs));
        home.Delta.Touch(device);
        return device;
    }

    private (DeviceBook Device, GatewayBook Home) DeviceOf(Event item)
    {
        DeviceName name = names.Device(item.Device);
        GatewayBook home = _locked[name.Home];
        return (home.Device(name.Id), home);
    }

    private async Task CopyAsync(string statement, CopyBuffer rows, CancellationToken cancellationToken)
    {
        if (rows.Rows > 0)
        {
            // Disposing of it waits for the server's word on the rows.
            await using NpgsqlRawCopyStream copy = await connection.BeginRawBinaryCopyAsync(statement, cancellationToken);
            await copy.WriteAsync(rows.Finish(), cancellationToken);
        }
    }

    private async Task WriteAlertsAsync(CancellationToken cancellationToken)
    {
        if (_alerts.Count == 0)
        {
            return;
        }

        await using var batch = new NpgsqlBatch(connection);
        foreach ((Event item, int gateway, BatchRow origin, long sequence) in _alerts)
        {
            AlertSql.AddTo(batch, item, gateway, origin, sequence, _nowUs);
        }

        await using NpgsqlDataReader rows = await batch.ExecuteReaderAsync(cancellationToken);
        foreach ((Event _, int _, BatchRow origin, long _) in _alerts)
        {
            if (await rows.ReadAsync(cancellationToken))
            {
                LastChange = rows.GetInt64(0);
            }
            else
            {
                Duplicated(origin.Outbox, 1);
            }

            await rows.NextResultAsync(cancellationToken);
        }
    }

    private async Task EndAsync(CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        _rows.AddTo(batch);
        long last = _lastAnnouncement is { } before ? _announcements.AddTo(batch, before) : 0;
        List<(GatewayBook Book, long Version, long Snapshot)> changed = GatewayBooks.AddTo(batch, _locked.Values);
        if (LastChange > 0)
        {
            batch.Add(AlertSql.Notify, LastChange.ToString(CultureInfo.InvariantCulture));
        }

        batch.Add("COMMIT");
        await batch.ExecuteNonQueryAsync(cancellationToken);
        LastAnnouncementChange = last > _lastAnnouncement ? last : 0;
        foreach ((GatewayBook book, long version, long snapshot) in changed)
        {
            book.Version = version;
            book.Snapshot = snapshot;
            book.EndTransaction();
        }
    }

    private void Duplicated(int outbox, int count)
    {
        if (count > 0)
        {
            _rows.AddDuplicates(outbox, count);
            _duplicates += count;
        }
    }

    private static BatchOutcome Refused(BatchIdentity identity) =>
        new(AckStatus.Refused, identity, "outbox-of-another-gateway: this outbox id is known from another box. Give the box a new outbox.");
}
