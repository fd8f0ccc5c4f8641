using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Storage.Sqlite.Writing;

/// <summary>
/// All devices in memory: deduplication by (device, epoch, sequence) without an index on disk. A snapshot is written now and then in the
/// transaction of a commit; scans and readings after the snapshot are replayed at start, so it is exact after any crash.
/// </summary>
internal sealed class DeviceBooks(WriterSession session)
{
    public const string DevicesMark = "devices";
    private const string IndexedMark = "indexed";

    private const string Received = "(SELECT received_us FROM batches WHERE outbox = s.outbox AND first <= s.sequence ORDER BY first DESC LIMIT 1) ";

    // A run of this many scans gives each of 1,859 sentinels some 35 rows a page: the index costs about 100 bytes of log a scan, not 4 KiB.
    private const int IndexRun = 64 * 1024;
    private const int LeastIndexRowsPerCommit = 4096;

    private readonly Dictionary<string, DeviceBook> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<long, DeviceBook> _byId = [];
    private List<(long Device, long Id)> _unindexed = [];
    private List<(long Device, long Id)> _run = [];
    private int _runAt;
    private int _addedNow;
    private long _runLast;
    private long _snapshotAtUs;

    /// <summary>Events since the last snapshot: what a start would have to replay.</summary>
    public long SinceSnapshot { get; set; }

    public DeviceBook Of(string name, long gateway)
    {
        if (!_byName.TryGetValue(name, out DeviceBook? book))
        {
            session.Sql("INSERT INTO devices (name, gateway) VALUES (?1, ?2)").Bind(1, name).Bind(2, gateway).Run();
            book = new DeviceBook(session.LastRowId(), gateway);
            _byName.Add(name, book);
            _byId.Add(book.Id, book);
        }

        return book;
    }

    public DeviceBook ById(long id) => _byId[id];

    public void ScanAdded(long device, long id)
    {
        _unindexed.Add((device, id));
        _addedNow++;
    }

    /// <summary>Does a bounded piece of the upkeep within the running transaction.</summary>
    public void Maintain(SqliteStorageOptions options)
    {
        if (_run.Count == 0 && _unindexed.Count >= IndexRun)
        {
            (_run, _unindexed) = (_unindexed, _run);
            _runLast = _run[^1].Id;
            _run.Sort();
            _runAt = 0;
        }

        if (_run.Count > 0)
        {
            // Twice as fast as scans come in, however large the transactions are: the lag has a bound.
            IndexSome(Math.Max(LeastIndexRowsPerCommit, 2 * _addedNow));
        }

        _addedNow = 0;

        long now = session.NowUs;
        if (SinceSnapshot > 0
            && (SinceSnapshot >= 200_000 || now - _snapshotAtUs >= (long)options.DeviceSnapshotInterval.TotalMicroseconds))
        {
            WriteSnapshot();
        }
    }

    /// <summary>Writes every device that changed, and the event up to which that holds.</summary>
    public void WriteSnapshot()
    {
        foreach (DeviceBook device in _byId.Values.Where(device => device.Dirty))
        {
            session.Sql("UPDATE devices SET gateway = ?2, area = ?3, last_seen_us = ?4, scans = ?5, readings = ?6 WHERE id = ?1")
                .Bind(1, device.Id).Bind(2, device.Gateway).Bind(3, device.Area).Bind(4, device.LastSeenUs)
                .Bind(5, device.Scans).Bind(6, device.Readings).Run();
            foreach ((long epoch, TrackedIntervals set) in device.Epochs)
            {
                set.Flush(
                    first => session.Sql("DELETE FROM device_ranges WHERE device = ?1 AND epoch = ?2 AND first = ?3")
                        .Bind(1, device.Id).Bind(2, epoch).Bind(3, first).Run(),
                    run => session.Sql("INSERT INTO device_ranges (device, epoch, first, last) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET last = excluded.last")
                        .Bind(1, device.Id).Bind(2, epoch).Bind(3, run.First).Bind(4, run.Last).Run());
            }

            device.Dirty = false;
        }

        long now = session.NowUs;
        session.SetMark(DevicesMark, session.Events.LastId);
        session.SetMark(EventWriter.EventsMark, session.Events.LastId);
        session.Sql("INSERT INTO receipt_marks (at_us, event) SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM receipt_marks WHERE at_us > ?1 - 3600000000)")
            .Bind(1, now).Bind(2, session.Events.LastId).Run();
        SinceSnapshot = 0;
        _snapshotAtUs = now;
    }

    public void Load()
    {
        SqliteStatement query = session.Sql("SELECT id, name, gateway, area, last_seen_us, scans, readings FROM devices");
        while (query.Step())
        {
            var book = new DeviceBook(query.Integer(0), query.Integer(2))
            {
                Area = query.Integer(3),
                LastSeenUs = query.Integer(4),
                Scans = query.Integer(5),
                Readings = query.Integer(6),
            };
            _byName.Add(query.Text(1), book);
            _byId.Add(book.Id, book);
        }

        query = session.Sql("SELECT device, epoch, first, last FROM device_ranges");
        while (query.Step())
        {
            // Straight into the set: these rows are on disk already.
            _byId[query.Integer(0)].Epoch(query.Integer(1)).Set.Add(query.Integer(2), query.Integer(3));
        }

        long from = session.Mark(DevicesMark) ?? 0;
        Replay("SELECT s.device, s.epoch, s.seq, s.area, s.box_us, o.gateway, s.quality, " + Received + "FROM scans s JOIN outboxes o ON o.id = s.outbox WHERE s.id > ?1", from, scans: true);
        Replay("SELECT s.device, s.epoch, s.seq, s.area, s.box_us, o.gateway, s.quality, " + Received + "FROM readings s JOIN outboxes o ON o.id = s.outbox WHERE s.id > ?1", from, scans: false);

        query = session.Sql("SELECT device, id FROM scans WHERE id > ?1 ORDER BY id").Bind(1, session.Mark(IndexedMark) ?? 0);
        while (query.Step())
        {
            _unindexed.Add((query.Integer(0), query.Integer(1)));
        }

        _snapshotAtUs = session.NowUs;
    }

    /// <summary>
    /// After scans were purged: what lies below the highest purged sequence of a device counts as seen. A device's events arrive in
    /// order, so anything that could still come from there is older than what retention has just removed.
    /// </summary>
    public void CollapseBelow(long device, long epoch, long sequence)
    {
        DeviceBook book = _byId[device];
        book.Epoch(epoch).Add(1, sequence);
        book.Dirty = true;
        SinceSnapshot = Math.Max(1, SinceSnapshot);
    }

    private void Replay(string sql, long from, bool scans)
    {
        SqliteStatement query = session.Sql(sql).Bind(1, from);
        while (query.Step())
        {
            DeviceBook device = _byId[query.Integer(0)];
            if (query.Integer(2) > 0)
            {
                device.Epoch(query.Integer(1)).Add(query.Integer(2), query.Integer(2));
            }

            device.Scans += scans ? 1 : 0;
            device.Readings += scans ? 0 : 1;
            device.Touch(query.Integer(5), query.Integer(3), ClockWriter.SeenUs(query.Integer(4), (ClockQuality)query.Integer(6), query.Integer(7)));
            SinceSnapshot++;
        }
    }

    private void IndexSome(int rows)
    {
        SqliteStatement insert = session.Sql("INSERT OR IGNORE INTO device_scans (device, id) VALUES (?1, ?2)");
        int end = Math.Min(_run.Count, _runAt + rows);
        for (; _runAt < end; _runAt++)
        {
            insert.Bind(1, _run[_runAt].Device).Bind(2, _run[_runAt].Id).Run();
        }

        if (_runAt == _run.Count)
        {
            session.SetMark(IndexedMark, _runLast);
            _run.Clear();
        }
    }
}
