using System.Buffers.Text;
using System.Text;
using Longgang.FirmwareSim.Mqtt;

namespace Longgang.FirmwareSim.Truth;

/// <summary>
/// The append-only file of what devices were told. A line: a letter, device, epoch, sequence, two timestamps or a reason.
/// <c>K</c> kept: first sent at, acknowledged at. <c>R</c> refused with a reason; it overrides an earlier K.
/// <c>U</c> sent and nothing heard: kept or not, both are right.
/// </summary>
public sealed class TruthWriter(string path) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly FileStream _file = new(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
    private PacketBuffer _filling = new(1 << 16);
    private PacketBuffer _leaving = new(1 << 16);

    public void Kept(ReadOnlySpan<byte> device, ulong epoch, ulong sequence, long sentAt, long acknowledgedAt)
    {
        lock (_gate)
        {
            Start('K', device, epoch, sequence);
            Number((ulong)sentAt);
            Number((ulong)acknowledgedAt);
            _filling.WriteByte('\n');
        }
    }

    public void Refused(ReadOnlySpan<byte> device, ulong epoch, ulong sequence, string reason)
    {
        lock (_gate)
        {
            Start('R', device, epoch, sequence);
            _filling.WriteByte(' ');
            Encoding.UTF8.GetBytes(reason, _filling.Append(Encoding.UTF8.GetByteCount(reason)));
            _filling.WriteByte('\n');
        }
    }

    public void Unknown(ReadOnlySpan<byte> device, ulong epoch, ulong sequence, long sentAt)
    {
        lock (_gate)
        {
            Start('U', device, epoch, sequence);
            Number((ulong)sentAt);
            _filling.WriteByte('\n');
        }
    }

    /// <summary>Hands everything to the operating system. One caller at a time.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            (_filling, _leaving) = (_leaving, _filling);
        }

        _file.Write(_leaving.Written);
        _leaving.Clear();
    }

    public void Dispose()
    {
        Flush();
        _file.Dispose();
    }

    private void Start(char kind, ReadOnlySpan<byte> device, ulong epoch, ulong sequence)
    {
        _filling.WriteByte(kind);
        _filling.WriteByte(' ');
        _filling.Write(device);
        Number(epoch);
        Number(sequence);
    }

    private void Number(ulong value)
    {
        Span<byte> digits = stackalloc byte[21];
        digits[0] = (byte)' ';
        Utf8Formatter.TryFormat(value, digits[1..], out int written);
        _filling.Write(digits[..(written + 1)]);
    }
}
