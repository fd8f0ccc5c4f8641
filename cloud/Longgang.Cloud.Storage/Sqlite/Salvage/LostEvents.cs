using Longgang.Cloud.Core.Ledger;
using Longgang.Cloud.Storage.Books;
using Longgang.Cloud.Storage.Sqlite.Reading;
using Longgang.Cloud.Storage.Sqlite.Writing;
using Microsoft.Data.Sqlite;

namespace Longgang.Cloud.Storage.Sqlite.Salvage;

/// <summary>
/// Names the events that went with the pages that cannot be read: which sequences of an outbox are called stored and have no row. Every batch knows the ids that its events
/// were given, so only batches count whose ids fall into a gap. Never fewer are named than are lost; messages of devices about their state leave no row of their own, and one of those in
/// such a batch is named with them.
/// </summary>
internal sealed class LostEvents(SqliteConnection database)
{
    private static readonly string[] FoldedTables = ["speaker_parts", "command_boxes", "speakers", "box_audio"];

    private static readonly string[] AlertTables = ["alerts", "alert_evidence", "security_events", "ledger_entries", "other_events", "clock_corrections", "folded_events", .. FoldedTables];

    private readonly Dictionary<long, IntervalSet> _present = [];

    /// <summary>Works it out and writes it into the ledger and the sets of visible device sequences.</summary>
    /// <param name="gapsOf">The gaps of a table.</param>
    /// <returns>How many are named.</returns>
    public long Name(Func<string, List<Gap>> gapsOf)
    {
        List<Gap> events = [.. gapsOf("scans"), .. gapsOf("readings")];
        bool alerts = AlertTables.Any(table => gapsOf(table).Count > 0);
        ReadPresent();
        if (!FoldedTables.Any(table => gapsOf(table).Count > 0))
        {
            ReadFolded();
        }

        if (gapsOf("ranges").Count > 0)
        {
            RebuildRanges();
        }

        long lost = events.Count > 0 || alerts || gapsOf("batches").Count > 0 ? NameLost(events, alerts, gapsOf("batches").Count > 0) : 0;
        if (events.Count > 0 || gapsOf("device_ranges").Count > 0)
        {
            RebuildDeviceRanges(events, gapsOf("device_ranges").Count > 0);
        }

        if (gapsOf("marks").Count > 0 || gapsOf("devices").Count > 0)
        {
            Recount();
        }

        return lost;
    }

    private void ReadPresent()
    {
        using var rows = new SqliteStatement(
            database.Handle!,
            "SELECT outbox, sequence FROM scans UNION ALL SELECT outbox, sequence FROM readings UNION ALL SELECT outbox, sequence FROM other_events "
            + "UNION ALL SELECT outbox, sequence FROM security_events WHERE outbox IS NOT NULL UNION ALL SELECT outbox, sequence FROM clock_corrections "
            + "UNION ALL SELECT outbox, sequence FROM alert_evidence UNION ALL SELECT by_outbox, by_sequence FROM ledger_entries");
        while (rows.Step())
        {
            PresentOf(rows.Integer(0)).Add(rows.Integer(1), rows.Integer(1));
        }
    }

    /// <summary>
    /// Events that were folded into rows with others. Which row has which event nobody knows: where one of those tables has lost rows, all of them may be lost.
    /// </summary>
    private void ReadFolded()
    {
        using var rows = new SqliteStatement(database.Handle!, "SELECT outbox, first, last FROM folded_events");
        while (rows.Step())
        {
            PresentOf(rows.Integer(0)).Add(rows.Integer(1), rows.Integer(2));
        }
    }

    private IntervalSet PresentOf(long outbox)
    {
        if (!_present.TryGetValue(outbox, out IntervalSet? set))
        {
            set = new IntervalSet();
            _present.Add(outbox, set);
        }

        return set;
    }

    /// <summary>The ledger's own rows are lost: what there is was stored, and so was every batch.</summary>
    private void RebuildRanges()
    {
        foreach ((long outbox, IntervalSet present) in _present)
        {
            var stored = new IntervalSet(present.Runs);
            foreach (Interval run in Runs("SELECT first, last FROM ranges WHERE kind = 1 AND outbox = ?1", outbox)
                .Concat(Runs("SELECT first, first + count - 1 FROM batches WHERE outbox = ?1", outbox)))
            {
                stored.Add(run.First, run.Last);
            }

            Write(outbox, OutboxBook.StoredKind, stored);
            Write(outbox, OutboxBook.ExpiredKind, new IntervalSet(Runs("SELECT first, last FROM ledger_entries WHERE outbox = ?1 AND kind = 1 AND last >= first", outbox)
                .Concat(Runs("SELECT first, last FROM ranges WHERE kind = 2 AND outbox = ?1", outbox))));
            Write(outbox, OutboxBook.QuarantinedKind, new IntervalSet(Runs("SELECT first, last FROM ledger_entries WHERE outbox = ?1 AND kind <> 1 AND last >= first", outbox)
                .Concat(Runs("SELECT first, last FROM ranges WHERE kind = 3 AND outbox = ?1", outbox))));
        }
    }

    private long NameLost(List<Gap> events, bool alerts, bool batches)
    {
        long total = 0;
        foreach ((long outbox, long lane) in database.ReadAll("SELECT id, lane FROM outboxes", static row => (row.GetInt64(0), row.GetInt64(1))))
        {
            var suspect = new IntervalSet();
            var detailed = new IntervalSet();
            foreach ((Interval run, long above, long upTo) in database.ReadAll(
                "SELECT first, first + count - 1, event, event + rows FROM batches WHERE outbox = ?1",
                static row => (new Interval(row.GetInt64(0), row.GetInt64(1)), row.GetInt64(2), row.GetInt64(3)),
                outbox))
            {
                detailed.Add(run.First, run.Last);
                if ((alerts && lane == 1) || events.Exists(gap => gap.Above < upTo && above < gap.UpTo))
                {
                    suspect.Add(run.First, run.Last);
                }
            }

            var stored = new IntervalSet(Runs("SELECT first, last FROM ranges WHERE kind = 1 AND outbox = ?1", outbox));
            if (batches && (events.Count > 0 || alerts))
            {
                // Of a batch whose own row is lost as well nobody knows the ids.
                foreach (Interval run in detailed.Without(stored))
                {
                    suspect.Add(run.First, run.Last);
                }
            }

            var lost = new IntervalSet(PresentOf(outbox).Without(Within(stored, suspect)));
            if (lost.Count > 0)
            {
                Write(outbox, OutboxBook.StoredKind, new IntervalSet(lost.Without(stored)));
                Write(outbox, OutboxBook.LostKind, lost.Union(new IntervalSet(Runs("SELECT first, last FROM ranges WHERE kind = 4 AND outbox = ?1", outbox))));
                total += lost.Count;
            }
        }

        return total;
    }

    /// <summary>
    /// What is visible is what has a row. What retention has taken before the first row of a device stays seen, unless lost rows may have lain there: those may come again.
    /// </summary>
    private void RebuildDeviceRanges(List<Gap> events, bool rangesLost)
    {
        var visible = new Dictionary<(long Device, long Epoch), (IntervalSet Set, long FirstId)>();
        using (var rows = new SqliteStatement(
            database.Handle!, "SELECT device, epoch, seq, id FROM scans WHERE seq > 0 UNION ALL SELECT device, epoch, seq, id FROM readings WHERE seq > 0"))
        {
            while (rows.Step())
            {
                (long, long) key = (rows.Integer(0), rows.Integer(1));
                (IntervalSet set, long firstId) = visible.TryGetValue(key, out (IntervalSet Set, long FirstId) known) ? known : (new IntervalSet(), long.MaxValue);
                set.Add(rows.Integer(2), rows.Integer(2));
                visible[key] = (set, Math.Min(firstId, rows.Integer(3)));
            }
        }

        if (events.Count > 0)
        {
            foreach ((long device, long epoch) in database
                .ReadAll("SELECT DISTINCT device, epoch FROM device_ranges", static row => (row.GetInt64(0), row.GetInt64(1)))
                .Where(key => !visible.ContainsKey(key)))
            {
                database.Run("DELETE FROM device_ranges WHERE device = ?1 AND epoch = ?2", device, epoch);
            }
        }

        foreach (((long device, long epoch), (IntervalSet set, long firstId)) in visible)
        {
            long lowest = set.Runs[0].First;
            bool whole = !events.Exists(gap => gap.Above < firstId);
            var before = new IntervalSet(database.ReadAll(
                "SELECT first, last FROM device_ranges WHERE device = ?1 AND epoch = ?2", static row => new Interval(row.GetInt64(0), row.GetInt64(1)), device, epoch));
            if (whole && lowest > 1 && (rangesLost || before.Contains(lowest - 1)))
            {
                set.Add(1, lowest - 1);
            }

            database.Run("DELETE FROM device_ranges WHERE device = ?1 AND epoch = ?2", device, epoch);
            foreach (Interval run in set.Runs)
            {
                database.Run("INSERT INTO device_ranges (device, epoch, first, last) VALUES (?1, ?2, ?3, ?4)", device, epoch, run.First, run.Last);
            }
        }
    }

    /// <summary>Counts that are gone, or of which it is unknown how far they go, are those of the rows that there are.</summary>
    private void Recount()
    {
        database.Run(
            "UPDATE devices SET scans = (SELECT count(*) FROM scans WHERE device = devices.id), readings = (SELECT count(*) FROM readings WHERE device = devices.id), "
            + "last_seen_us = max(last_seen_us, coalesce((SELECT max(box_us) FROM scans WHERE device = devices.id), 0))");
        database.Run(
            "INSERT INTO marks (name, value) SELECT 'devices', max(coalesce((SELECT max(id) FROM scans), 0), coalesce((SELECT max(id) FROM readings), 0)) WHERE true "
            + "ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)");
    }

    private List<Interval> Runs(string sql, long outbox) =>
        database.ReadAll(sql, static row => new Interval(row.GetInt64(0), row.GetInt64(1)), outbox);

    private void Write(long outbox, int kind, IntervalSet set)
    {
        database.Run("DELETE FROM ranges WHERE outbox = ?1 AND kind = ?2", outbox, (long)kind);
        foreach (Interval run in set.Runs)
        {
            database.Run("INSERT INTO ranges (outbox, kind, first, last) VALUES (?1, ?2, ?3, ?4)", outbox, (long)kind, run.First, run.Last);
        }
    }

    private static IntervalSet Within(IntervalSet set, IntervalSet bounds) => new(
        set.Runs.SelectMany(run => bounds.Runs
            .Where(bound => bound.Last >= run.First && bound.First <= run.Last)
            .Select(bound => new Interval(Math.Max(run.First, bound.First), Math.Min(run.Last, bound.Last)))));
}
