using System.Buffers.Binary;
using System.Text;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;
using ZstdSharp;

namespace Longgang.Edge.Outbox.Store;

/// <summary>The device cursors of a lane: for each device what was accepted of it.</summary>
internal sealed class CursorTable
{
    private readonly Dictionary<string, DeviceCursor> _cursors;

    internal CursorTable(IDictionary<string, DeviceCursor>? cursors = null) =>
        _cursors = cursors is null ? new(StringComparer.Ordinal) : new(cursors, StringComparer.Ordinal);

    /// <summary>A copy that stays as it is.</summary>
    internal Dictionary<string, DeviceCursor> Copy() => new(_cursors, StringComparer.Ordinal);

    /// <summary>Takes an event into account; repeated and stale ones change nothing.</summary>
    internal void Accept(string device, ulong epoch, ulong sequence)
    {
        if (sequence == 0 || device.Length == 0)
        {
            return;
        }

        DeviceCursor cursor = _cursors.GetValueOrDefault(device);
        if (cursor.Compare(epoch, sequence) == CursorRelation.New)
        {
            _cursors[device] = cursor.Advance(epoch, sequence);
        }
    }

    /// <summary>Takes all events of a stored batch into account.</summary>
    internal void Accept(Batch batch)
    {
        foreach (Event item in batch.Events)
        {
            Accept(item.Device, item.DeviceEpoch, item.DeviceSequence);
        }
    }

    /// <summary>zstd of: length 2, device, epoch 8, high 8, window 8, for each device.</summary>
    internal byte[] Encode(Compressor compressor)
    {
        using var stream = new MemoryStream(_cursors.Count * 48);
        Span<byte> numbers = stackalloc byte[26];
        foreach ((string device, DeviceCursor cursor) in _cursors)
        {
            byte[] name = Encoding.UTF8.GetBytes(device);
            BinaryPrimitives.WriteUInt16LittleEndian(numbers, (ushort)name.Length);
            BinaryPrimitives.WriteUInt64LittleEndian(numbers[2..], cursor.Epoch);
            BinaryPrimitives.WriteUInt64LittleEndian(numbers[10..], cursor.High);
            BinaryPrimitives.WriteUInt64LittleEndian(numbers[18..], cursor.Window);
            stream.Write(numbers);
            stream.Write(name);
        }

        return compressor.Wrap(stream.GetBuffer().AsSpan(0, (int)stream.Length)).ToArray();
    }

    internal static CursorTable Decode(ReadOnlySpan<byte> encoded)
    {
        var table = new CursorTable();
        using var decompressor = new Decompressor();
        ReadOnlySpan<byte> rest = decompressor.Unwrap(encoded);
        while (rest.Length >= 26)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(rest);
            var cursor = new DeviceCursor(
                BinaryPrimitives.ReadUInt64LittleEndian(rest[2..]), BinaryPrimitives.ReadUInt64LittleEndian(rest[10..]), BinaryPrimitives.ReadUInt64LittleEndian(rest[18..]));
            table._cursors[Encoding.UTF8.GetString(rest.Slice(26, length))] = cursor;
            rest = rest[(26 + length)..];
        }

        return table;
    }
}
