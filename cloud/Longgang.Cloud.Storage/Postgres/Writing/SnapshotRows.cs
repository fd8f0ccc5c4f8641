using Longgang.Cloud.Core.Ledger;
using Longgang.Cloud.Storage.Books;
using Npgsql;

namespace Longgang.Cloud.Storage.Postgres.Writing;

/// <summary>A snapshot of a gateway's devices: what the journal said so far, as rows. The journal begins anew after it.</summary>
internal static class SnapshotRows
{
    public static void AddTo(NpgsqlBatch batch, List<GatewayBook> books)
    {
        List<DeviceBook> devices = [.. books.SelectMany(book => book.Devices).Where(device => device.Dirty)];
        List<(int Device, long Epoch, long First)> gone = [];
        List<(int Device, long Epoch, Interval Run)> runs = [];
        foreach (DeviceBook device in devices)
        {
            device.Dirty = false;
            foreach ((long epoch, TrackedIntervals set) in device.Epochs.Where(pair => pair.Value.IsDirty))
            {
                set.Flush(first => gone.Add(((int)device.Id, epoch, first)), run => runs.Add(((int)device.Id, epoch, run)));
            }
        }

        batch.Add(
            "UPDATE devices d SET gateway = n.gateway, area = n.area, last_seen_us = n.last_seen_us, scans = n.scans, readings = n.readings "
            + "FROM unnest($1, $2, $3, $4, $5, $6) AS n (id, gateway, area, last_seen_us, scans, readings) WHERE d.id = n.id",
            devices.Select(device => (int)device.Id).ToArray(),
            devices.Select(device => (int)device.Gateway).ToArray(),
            devices.Select(device => device.Area).ToArray(),
            devices.Select(device => device.LastSeenUs).ToArray(),
            devices.Select(device => device.Scans).ToArray(),
            devices.Select(device => device.Readings).ToArray());
        if (gone.Count > 0)
        {
            batch.Add(
                "DELETE FROM device_ranges r USING unnest($1, $2, $3) AS g (device, epoch, first) WHERE r.device = g.device AND r.epoch = g.epoch AND r.first = g.first",
                gone.Select(row => row.Device).ToArray(),
                gone.Select(row => row.Epoch).ToArray(),
                gone.Select(row => row.First).ToArray());
        }

        if (runs.Count > 0)
        {
            batch.Add(
                "INSERT INTO device_ranges (device, epoch, first, last) SELECT * FROM unnest($1, $2, $3, $4) "
                + "ON CONFLICT (device, epoch, first) DO UPDATE SET last = excluded.last",
                runs.Select(row => row.Device).ToArray(),
                runs.Select(row => row.Epoch).ToArray(),
                runs.Select(row => row.Run.First).ToArray(),
                runs.Select(row => row.Run.Last).ToArray());
        }

        batch.Add("DELETE FROM book_journal WHERE gateway = ANY ($1)", (object)books.Select(book => book.Id).ToArray());
    }
}
