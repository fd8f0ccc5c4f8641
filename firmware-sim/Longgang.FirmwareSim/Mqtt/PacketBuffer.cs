using System.Buffers.Binary;
using System.Text;

namespace Longgang.FirmwareSim.Mqtt;

/// <summary>A growing byte buffer with the primitive types of MQTT.</summary>
public sealed class PacketBuffer(int capacity = 256)
{
    private byte[] _bytes = new byte[capacity];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, Length);

    public void Clear() => Length = 0;

    /// <summary>The next <paramref name="size"/> bytes, counted as written; the caller fills them.</summary>
    public Span<byte> Append(int size)
    {
        if (Length + size > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + size));
        }

        Span<byte> span = _bytes.AsSpan(Length, size);
        Length += size;
        return span;
    }

    public void Write(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Append(bytes.Length));

    public void WriteByte(int value) => Append(1)[0] = (byte)value;

    public void WriteUInt16(int value) => BinaryPrimitives.WriteUInt16BigEndian(Append(2), (ushort)value);

    /// <summary>Binary data or a UTF-8 string: two bytes of length, then the bytes.</summary>
    public void WriteBinary(ReadOnlySpan<byte> bytes)
    {
        WriteUInt16(bytes.Length);
        Write(bytes);
    }

    public void WriteString(string text)
    {
        int size = Encoding.UTF8.GetByteCount(text);
        WriteUInt16(size);
        Encoding.UTF8.GetBytes(text, Append(size));
    }

    /// <summary>A variable byte integer: seven bits a byte, lowest first.</summary>
    public void WriteVariable(int value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)value, 268_435_455u);
        do
        {
            int digit = value & 0x7F;
            value >>= 7;
            WriteByte(value > 0 ? digit | 0x80 : digit);
        }
        while (value > 0);
    }
}
