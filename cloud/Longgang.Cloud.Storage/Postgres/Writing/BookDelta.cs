using System.Runtime.InteropServices;
using Longgang.Cloud.Core.Ledger;
using Longgang.Cloud.Storage.Books;

namespace Longgang.Cloud.Storage.Postgres.Writing;

/// <summary>What one transaction adds to the books of a gateway, encoded for the journal as numbers of variable length.</summary>
internal sealed class BookDelta
{
    private readonly List<(int Outbox, int Kind, Interval Run)> _ranges = [];
    private readonly Dictionary<DeviceBook, List<(long Epoch, Interval Run)>> _devices = [];

    public bool IsEmpty => _ranges.Count == 0 && _devices.Count == 0;

    public void AddRange(int outbox, int kind, long first, long last) => _ranges.Add((outbox, kind, new Interval(first, last)));

    /// <summary>Notes that a device changed, whatever of it.</summary>
    public void Touch(DeviceBook device) => _devices.TryAdd(device, []);

    public void AddSequence(DeviceBook device, long epoch, long sequence)
    {
        ref List<(long Epoch, Interval Run)>? runs = ref CollectionsMarshal.GetValueRefOrAddDefault(_devices, device, out _);
        runs ??= [];
        if (runs.Count > 0 && runs[^1].Epoch == epoch && runs[^1].Run.Last == sequence - 1)
        {
            runs[^1] = (epoch, runs[^1].Run with { Last = sequence });
        }
        else
        {
            runs.Add((epoch, new Interval(sequence, sequence)));
        }
    }

    public void Clear()
    {
        _ranges.Clear();
        _devices.Clear();
    }

    public byte[] Encode()
    {
        using var bytes = new MemoryStream(64 + (_devices.Count * 24));
        using var writer = new BinaryWriter(bytes);
        writer.Write7BitEncodedInt(_ranges.Count);
        foreach ((int outbox, int kind, Interval run) in _ranges)
        {
            writer.Write7BitEncodedInt(outbox);
            writer.Write7BitEncodedInt(kind);
            Write(writer, run);
        }

        writer.Write7BitEncodedInt(_devices.Count);
        foreach ((DeviceBook device, List<(long Epoch, Interval Run)> runs) in _devices)
        {
            writer.Write7BitEncodedInt64(device.Id);
            writer.Write7BitEncodedInt64(device.Gateway);
            writer.Write7BitEncodedInt64(device.Area);
            writer.Write7BitEncodedInt64(device.LastSeenUs);
            writer.Write7BitEncodedInt64(device.Scans);
            writer.Write7BitEncodedInt64(device.Readings);
            writer.Write7BitEncodedInt(runs.Count);
            foreach ((long epoch, Interval run) in runs)
            {
                writer.Write7BitEncodedInt64(epoch);
                Write(writer, run);
            }
        }

        return bytes.ToArray();
    }

    /// <summary>Adds an encoded delta to a book that is of the version before it.</summary>
    public static void Apply(byte[] delta, GatewayBook book)
    {
        using var reader = new BinaryReader(new MemoryStream(delta));
        for (int ranges = reader.Read7BitEncodedInt(); ranges > 0; ranges--)
        {
            OutboxBook outbox = book.Outbox(reader.Read7BitEncodedInt());
            int kind = reader.Read7BitEncodedInt();
            Interval run = ReadRun(reader);

            // Straight into the set: these rows are in the database already.
            outbox.Of(kind).Set.Add(run.First, run.Last);
        }

        for (int devices = reader.Read7BitEncodedInt(); devices > 0; devices--)
        {
            DeviceBook device = book.Device((int)reader.Read7BitEncodedInt64());
            device.Gateway = reader.Read7BitEncodedInt64();
            device.Area = reader.Read7BitEncodedInt64();
            device.LastSeenUs = reader.Read7BitEncodedInt64();
            device.Scans = reader.Read7BitEncodedInt64();
            device.Readings = reader.Read7BitEncodedInt64();
            device.Dirty = true;
            for (int runs = reader.Read7BitEncodedInt(); runs > 0; runs--)
            {
                TrackedIntervals epoch = device.Epoch(reader.Read7BitEncodedInt64());
                Interval run = ReadRun(reader);
                epoch.Add(run.First, run.Last);
            }
        }
    }

    private static void Write(BinaryWriter writer, Interval run)
    {
        writer.Write7BitEncodedInt64(run.First);
        writer.Write7BitEncodedInt64(run.Last - run.First);
    }

    private static Interval ReadRun(BinaryReader reader)
    {
        long first = reader.Read7BitEncodedInt64();
        return new Interval(first, first + reader.Read7BitEncodedInt64());
    }
}
