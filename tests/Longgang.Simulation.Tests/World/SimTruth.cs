using Longgang.Contracts.Wire;
using Longgang.Simulation.Tests.Cloud;

namespace Longgang.Simulation.Tests.World;

/// <summary>What the devices made and were told, and whether the cloud shows exactly that.</summary>
internal sealed class SimTruth
{
    private readonly Dictionary<(string Device, ulong Epoch, ulong Sequence), SimScan> _made = [];
    private readonly HashSet<SimScan> _acknowledged = [];
    private readonly Dictionary<string, SimScan> _last = new(StringComparer.Ordinal);

    /// <summary>Bits of the box's disk were flipped: what it can no longer read it has to name.</summary>
    internal bool IsDamaged { get; set; }

    internal int AcknowledgedCount => _acknowledged.Count;

    internal void Made(SimScan scan) => _made.Add((scan.Device, scan.Epoch, scan.Sequence), scan);

    internal void Acknowledged(SimScan scan)
    {
        if (_acknowledged.Add(scan) && (!_last.TryGetValue(scan.Device, out SimScan? last) || (scan.Epoch, scan.Sequence).CompareTo((last.Epoch, last.Sequence)) > 0))
        {
            _last[scan.Device] = scan;
        }
    }

    internal SimScan? LastAcknowledged(string device) => _last.GetValueOrDefault(device);

    /// <summary>A batch was committed for the first time: nothing in it was made up on the way.</summary>
    internal void Committed(Batch batch)
    {
        foreach (Event item in batch.Events)
        {
            if (item.BodyCase == Event.BodyOneofCase.Ledger)
            {
                if (!IsDamaged && item.Ledger.End != OutboxEnd.Torn)
                {
                    throw new ViolationException($"nothing was damaged, and the box names a loss: {item.Ledger}");
                }

                continue;
            }

            if (!_made.TryGetValue((item.Device, item.DeviceEpoch, item.DeviceSequence), out SimScan? scan))
            {
                throw new ViolationException($"the cloud stored an event that no device made: {item}");
            }

            if (item.BodyCase == Event.BodyOneofCase.Alert
                ? !scan.IsRed
                : !item.Scan.Person.Span.SequenceEqual(SimWorld.People.Hash(scan.Credential)) || item.Scan.TemperatureCentiCelsius != scan.Temperature)
            {
                throw new ViolationException($"the cloud stored {item}, the device made {scan}");
            }
        }
    }

    /// <summary>Everything has calmed down and drained.</summary>
    internal void CheckEnd(SimDatabase database)
    {
        List<(string Device, ulong Epoch, ulong Sequence)> visible = database.Query(
            "SELECT d.name, s.epoch, s.seq FROM scans s JOIN devices d ON d.id = s.device ORDER BY s.id",
            static row => (row.GetString(0), (ulong)row.GetInt64(1), (ulong)row.GetInt64(2)));
        var seen = new HashSet<(string Device, ulong Epoch, ulong Sequence)>();
        foreach ((string Device, ulong Epoch, ulong Sequence) key in visible)
        {
            if (!seen.Add(key))
            {
                throw new ViolationException($"{key} is visible twice");
            }
        }

        CheckOrder(database);
        CheckAlerts(database, seen);
        CheckLedger(database, _acknowledged.Count(scan => !seen.Contains((scan.Device, scan.Epoch, scan.Sequence))));
    }

    // Within a lane's sequence each device's events follow each other as the device made them.
    private static void CheckOrder(SimDatabase database)
    {
        var last = new Dictionary<(long Outbox, string Device), (ulong Epoch, ulong Sequence)>();
        foreach ((long outbox, string device, ulong epoch, ulong sequence) in database.Query(
            "SELECT s.outbox, d.name, s.epoch, s.seq FROM scans s JOIN devices d ON d.id = s.device ORDER BY s.outbox, s.sequence",
            static row => (row.GetInt64(0), row.GetString(1), (ulong)row.GetInt64(2), (ulong)row.GetInt64(3))))
        {
            if (last.TryGetValue((outbox, device), out (ulong Epoch, ulong Sequence) before) && (epoch, sequence).CompareTo(before) <= 0)
            {
                throw new ViolationException($"{device}: {epoch}/{sequence} lies behind {before.Epoch}/{before.Sequence}");
            }

            last[(outbox, device)] = (epoch, sequence);
        }
    }

    private void CheckAlerts(SimDatabase database, HashSet<(string Device, ulong Epoch, ulong Sequence)> seen)
    {
        List<(string Device, ulong Epoch, ulong Sequence, long Count)> alerts = database.Query(
            "SELECT device, epoch, seq, count FROM alerts", static row => (row.GetString(0), (ulong)row.GetInt64(1), (ulong)row.GetInt64(2), row.GetInt64(3)));
        var raised = new HashSet<(string, ulong, ulong)>();
        foreach ((string device, ulong epoch, ulong sequence, long count) in alerts)
        {
            if (!raised.Add((device, epoch, sequence)) || count != 1)
            {
                throw new ViolationException($"the alert of {device} {epoch}/{sequence} is there {count} times");
            }
        }

        // With damage the alert may be among what the alert lane has named.
        if (!IsDamaged && _acknowledged.FirstOrDefault(scan => scan.IsRed && seen.Contains((scan.Device, scan.Epoch, scan.Sequence)) && !raised.Contains((scan.Device, scan.Epoch, scan.Sequence))) is { } silent)
        {
            throw new ViolationException($"{silent} is stored and nobody was alerted");
        }
    }

    private void CheckLedger(SimDatabase database, int missing)
    {
        var named = new Dictionary<long, Longgang.Cloud.Core.Ledger.IntervalSet[]>();
        foreach ((long outbox, int kind, long first, long last) in database.Query(
            "SELECT outbox, kind, first, last FROM ranges", static row => (row.GetInt64(0), row.GetInt32(1), row.GetInt64(2), row.GetInt64(3))))
        {
            if (!named.TryGetValue(outbox, out Longgang.Cloud.Core.Ledger.IntervalSet[]? sets))
            {
                named.Add(outbox, sets = [new(), new()]);
            }

            _ = sets[kind == 1 ? 0 : 1].Add(first, last);
        }

        long gone = named.Values.Sum(static sets => sets[0].Union(sets[1]).Count - sets[0].Count);
        bool unknown = database.Query($"SELECT count(*) FROM outboxes WHERE ending = {(int)OutboxEnd.Unknown}", static row => row.GetInt64(0))[0] > 0;
        if (missing > gone && !(IsDamaged && unknown))
        {
            throw new ViolationException($"{missing} acknowledged events are missing, {gone} are named");
        }

        // The cloud would hide it, but what the box takes it takes once; only what was salvaged may come under two identities. An alert may come again: it goes
        // before its record, under the same id, and a death in between makes the device send the scan again.
        long doubled = database.Query($"SELECT coalesce(sum(duplicates), 0) FROM outboxes WHERE lane = {(int)Lane.Record}", static row => row.GetInt64(0))[0];
        if (!IsDamaged && doubled > 0)
        {
            throw new ViolationException($"the box sent {doubled} events twice under two sequences");
        }

        if (!IsDamaged && gone > 0)
        {
            throw new ViolationException($"nothing was damaged, and {gone} events are named as gone");
        }
    }
}
