using System.Buffers.Binary;
using System.Text;

namespace Longgang.Cloud.Storage.Sqlite.Salvage;

/// <summary>A row as SQLite writes it (https://www.sqlite.org/fileformat2.html#record_format).</summary>
internal static class Record
{
    /// <summary>Reads a number of one to nine bytes.</summary>
    /// <returns>The number, and how many bytes it took.</returns>
    public static (long Value, int Bytes) Varint(ReadOnlySpan<byte> data)
    {
        long value = 0;
        for (int i = 0; i < 8; i++)
        {
            value = (value << 7) | (uint)(data[i] & 0x7F);
            if (data[i] < 0x80)
            {
                return (value, i + 1);
            }
        }

        return ((value << 8) | data[8], 9);
    }

    /// <summary>The columns of a row: null, long, double, string or byte[].</summary>
    public static object?[] Columns(ReadOnlySpan<byte> payload)
    {
        (long headerBytes, int at) = Varint(payload);
        var columns = new List<object?>();
        int body = (int)headerBytes;
        while (at < headerBytes)
        {
            (long type, int bytes) = Varint(payload[at..]);
            at += bytes;
            columns.Add(Column(type, payload[body..], out int length));
            body += length;
        }

        return [.. columns];
    }

    private static object? Column(long type, ReadOnlySpan<byte> data, out int length)
    {
        length = type switch { 0 or 8 or 9 => 0, <= 4 => (int)type, 5 => 6, 6 or 7 => 8, _ => (int)((type - 12) / 2) };
        return type switch
        {
            0 => null,
            1 => (long)(sbyte)data[0],
            2 => (long)BinaryPrimitives.ReadInt16BigEndian(data),
            3 => ((long)(sbyte)data[0] << 16) | BinaryPrimitives.ReadUInt16BigEndian(data[1..]),
            4 => (long)BinaryPrimitives.ReadInt32BigEndian(data),
            5 => ((long)BinaryPrimitives.ReadInt16BigEndian(data) << 32) | BinaryPrimitives.ReadUInt32BigEndian(data[2..]),
            6 => BinaryPrimitives.ReadInt64BigEndian(data),
            7 => BinaryPrimitives.ReadDoubleBigEndian(data),
            8 => 0L,
            9 => 1L,
            10 or 11 => throw new InvalidDataException("A type of column that SQLite keeps for itself."),
            _ when type % 2 == 0 => data[..length].ToArray(),
            _ => Encoding.UTF8.GetString(data[..length]),
        };
    }
}
