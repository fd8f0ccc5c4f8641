using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Longgang.FirmwareSim.Mqtt;

namespace Longgang.FirmwareSim.Load;

/// <summary>Writes valid readings of a wanted size; what is missing fills a field that readers do not know.</summary>
public sealed class ReadingEncoder
{
    private static readonly TimeSpan _beijing = TimeSpan.FromHours(8);

    private readonly byte[] _head;
    private readonly byte[] _tail;
    private readonly byte[] _pad;
    private readonly int _size;

    public ReadingEncoder(ulong epoch, DateTimeOffset time, int size)
    {
        _size = size;
        _head = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"v\":1,\"epoch\":{epoch},\"seq\":"));
        _tail = Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $",\"time\":\"{time.ToOffset(_beijing):yyyy-MM-ddTHH:mm:sszzz}\",\"quantity\":\"co2\",\"value\":512,\"unit\":\"[ppm]\""));
        _pad = new byte[size];
        Array.Fill(_pad, (byte)'x');
    }

    public void Write(PacketBuffer buffer, ulong sequence)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(sequence, digits, out int written);
        buffer.Write(_head);
        buffer.Write(digits[..written]);
        buffer.Write(_tail);
        // ,"p":"…" and the closing bracket: eight bytes around the padding.
        int padding = _size - _head.Length - written - _tail.Length - 8;
        if (padding >= 0)
        {
            buffer.Write(",\"p\":\""u8);
            buffer.Write(_pad.AsSpan(0, padding));
            buffer.WriteByte('"');
        }

        buffer.WriteByte('}');
    }
}
