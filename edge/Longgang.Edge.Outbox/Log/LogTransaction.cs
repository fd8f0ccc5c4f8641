using System.Buffers;

namespace Longgang.Edge.Outbox.Log;

/// <summary>A transaction of the log in memory, laid out as it will lie on the disk so that one write brings it there.</summary>
internal sealed class LogTransaction
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(LogFormat.BlockBytes * 32);

    /// <summary>Pages in it.</summary>
    internal int Pages { get; private set; }

    /// <summary>Its number in the epoch, known when it is sealed.</summary>
    internal ulong Number { get; private set; }

    internal ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, (int)LogFormat.TransactionBytes(Pages));

    internal ReadOnlySpan<byte> Page(int index) => _bytes.AsSpan((int)LogFormat.PageOffset(index), LogFormat.PageBytes);

    /// <summary>A page's checksum, known when it is sealed.</summary>
    internal uint PageCrc(int index)
    {
        int frame = index % LogFormat.MaxFrames;
        return LogFormat.PageCrc(_bytes.AsSpan((int)LogFormat.PageOffset(index - frame) - LogFormat.BlockBytes), frame);
    }

    internal void Add(ReadOnlySpan<byte> page)
    {
        int needed = (int)LogFormat.TransactionBytes(Pages + 1);
        if (needed > _bytes.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, _bytes.Length * 2));
            Bytes.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }

        page.CopyTo(_bytes.AsSpan((int)LogFormat.PageOffset(Pages)));
        Pages++;
    }

    internal void Seal(ulong epoch, ulong number)
    {
        Number = number;
        LogFormat.Seal(_bytes, Pages, epoch, number);
    }

    internal void Reset() => Pages = 0;
}
