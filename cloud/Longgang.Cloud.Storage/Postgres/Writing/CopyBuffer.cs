using System.Buffers.Binary;
using System.Text;

namespace Longgang.Cloud.Storage.Postgres.Writing;

/// <summary>
/// Rows in PostgreSQL's binary COPY format: a header, then for each row the number of its fields and each field as length and bytes in network
/// order, then a trailer (https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format").
/// </summary>
internal sealed class CopyBuffer
{
    private static readonly byte[] Header = [.. "PGCOPY\n"u8, 0xFF, (byte)'\r', (byte)'\n', 0, 0, 0, 0, 0, 0, 0, 0, 0];
    private byte[] _bytes = new byte[64 * 1024];
    private int _length;

    /// <summary>Rows so far.</summary>
    public int Rows { get; private set; }

    /// <summary>The whole stream, with its trailer.</summary>
    public ReadOnlyMemory<byte> Finish()
    {
        BinaryPrimitives.WriteInt16BigEndian(Take(2), -1);
        return _bytes.AsMemory(0, _length);
    }

    /// <summary>Forgets the rows.</summary>
    public void Clear()
    {
        Rows = 0;
        _length = 0;
        Header.CopyTo(Take(Header.Length));
    }

    public void BeginRow(short fields)
    {
        Rows++;
        BinaryPrimitives.WriteInt16BigEndian(Take(2), fields);
    }

    public CopyBuffer Write(long value)
    {
        Span<byte> field = Take(12);
        BinaryPrimitives.WriteInt32BigEndian(field, 8);
        BinaryPrimitives.WriteInt64BigEndian(field[4..], value);
        return this;
    }

    public CopyBuffer Write(int value)
    {
        Span<byte> field = Take(8);
        BinaryPrimitives.WriteInt32BigEndian(field, 4);
        BinaryPrimitives.WriteInt32BigEndian(field[4..], value);
        return this;
    }

    public CopyBuffer Write(short value)
    {
        Span<byte> field = Take(6);
        BinaryPrimitives.WriteInt32BigEndian(field, 2);
        BinaryPrimitives.WriteInt16BigEndian(field[4..], value);
        return this;
    }

    public CopyBuffer Write(double value)
    {
        Span<byte> field = Take(12);
        BinaryPrimitives.WriteInt32BigEndian(field, 8);
        BinaryPrimitives.WriteDoubleBigEndian(field[4..], value);
        return this;
    }

    public CopyBuffer Write(bool value)
    {
        Span<byte> field = Take(5);
        BinaryPrimitives.WriteInt32BigEndian(field, 1);
        field[4] = value ? (byte)1 : (byte)0;
        return this;
    }

    public CopyBuffer Write(ReadOnlySpan<byte> value)
    {
        Span<byte> field = Take(4 + value.Length);
        BinaryPrimitives.WriteInt32BigEndian(field, value.Length);
        value.CopyTo(field[4..]);
        return this;
    }

    /// <summary>Writes a text; null is NULL.</summary>
    public CopyBuffer Write(string? value)
    {
        if (value is null)
        {
            return WriteNull();
        }

        int most = Encoding.UTF8.GetMaxByteCount(value.Length);
        Span<byte> field = Take(4 + most);
        int length = Encoding.UTF8.GetBytes(value, field[4..]);
        BinaryPrimitives.WriteInt32BigEndian(field, length);
        _length -= most - length;
        return this;
    }

    public CopyBuffer WriteNull()
    {
        BinaryPrimitives.WriteInt32BigEndian(Take(4), -1);
        return this;
    }

    private Span<byte> Take(int count)
    {
        if (_length + count > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + count));
        }

        Span<byte> taken = _bytes.AsSpan(_length, count);
        _length += count;
        return taken;
    }
}
